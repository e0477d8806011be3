package io.vaultjca.keystore;

import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.keystore.entry.Alias;
import io.vaultjca.management.VaultManagement;
import io.vaultjca.vault.Vault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The changes of a key store that wait for {@code store}, by name in lower case, in their order.
 *
 * <p>Safe for use by several threads: {@link #store} runs alone, and nobody who reads waits for it.
 */
final class PendingWrites {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  private final Map<String, PendingWrite> writes = new LinkedHashMap<>();
  private final ReentrantLock storing = new ReentrantLock();

  synchronized void put(Alias alias, PendingWrite write) {
    writes.remove(alias.name());
    writes.put(alias.name(), write);
  }

  /** Forgets a change that nothing needs any more. */
  synchronized void withdraw(Alias alias) {
    if (alias.version().isEmpty()) {
      writes.remove(alias.name());
    }
  }

  synchronized Optional<PendingWrite> get(Alias alias) {
    return alias.version().isEmpty()
        ? Optional.ofNullable(writes.get(alias.name()))
        : Optional.empty();
  }

  synchronized Map<String, PendingWrite> all() {
    return new LinkedHashMap<>(writes);
  }

  /**
   * Carries out the changes, and tells of each name that was written. What is written is no longer
   * pending, so after a failure a second call continues where this one stopped.
   */
  void store(Vault vault, Consumer<String> told) throws IOException {
    List<String> imported = new ArrayList<>();
    storing.lock();
    try {
      List<String> done = new ArrayList<>();
      for (Map.Entry<String, PendingWrite> entry : all().entrySet()) {
        try {
          entry.getValue().change().writeTo(new VaultManagement(vault));
        } catch (VaultException e) {
          throw new IOException(report(done, entry.getKey(), e), e);
        }
        done.add(entry.getValue().what());
        if (entry.getValue().isImport()) {
          imported.add(entry.getKey());
        }
        written(entry.getKey(), entry.getValue());
        told.accept(entry.getKey());
      }
    } finally {
      storing.unlock();
      if (!imported.isEmpty()) {
        logImported(vault, String.join(", ", imported));
      }
    }
  }

  private static void logImported(Vault vault, String names) {
    LOG.log(
        WARNING,
        "Imported into {0}: {1}. Such a key was made outside the vault, where it may still be. To"
            + " have a key made in the vault, use keytool -genkeypair with -J-D{2}=true, or the"
            + " generators AzureKeyVaultRSA, AzureKeyVaultEC and AzureKeyVaultAES.",
        vault.config().uri(),
        names,
        Setting.KEYTOOL_GENERATORS.key());
  }

  /** What was set again in the meantime stays pending. */
  private synchronized void written(String name, PendingWrite write) {
    writes.remove(name, write);
  }

  private synchronized String report(List<String> done, String failed, VaultException failure) {
    List<String> waiting =
        writes.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(failed))
            .map(entry -> entry.getValue().what())
            .toList();
    if (done.isEmpty() && waiting.isEmpty()) {
      return failure.getMessage();
    }
    return "%s Written before: %s. Not written: %s%s. Call store again to continue."
        .formatted(
            failure.getMessage(),
            done.isEmpty() ? "nothing" : String.join(", ", done),
            writes.get(failed).what(),
            waiting.isEmpty() ? "" : ", " + String.join(", ", waiting));
  }
}
