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
import org.jspecify.annotations.Nullable;

/**
 * The changes of a key store that wait for {@code store}, by name in lower case, in their order.
 *
 * <p>Safe for use by several threads: only one {@link #store} runs at a time, and readers do not
 * wait for it.
 */
final class PendingWrites {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  private final Map<String, PendingWrite> writes = new LinkedHashMap<>();
  private final ReentrantLock storing = new ReentrantLock();

  synchronized void put(Alias alias, PendingWrite write) {
    writes.remove(alias.name());
    writes.put(alias.name(), write);
  }

  /** Removes a change that is no longer needed. */
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
   * Applies the changes. A change that was written is no longer pending, so after a failure a
   * second call continues where the first one stopped.
   *
   * @param written receives each name that was written
   */
  void store(Vault vault, Consumer<String> written) throws IOException {
    List<String> imported = new ArrayList<>();
    storing.lock();
    try {
      List<String> done = new ArrayList<>();
      for (Map.Entry<String, PendingWrite> entry : all().entrySet()) {
        try {
          entry.getValue().change().writeTo(new VaultManagement(vault));
        } catch (VaultException e) {
          throw new IOException(report(done, entry.getKey(), entry.getValue(), e), e);
        }
        done.add(entry.getValue().what());
        if (entry.getValue().isImport()) {
          imported.add(entry.getKey());
        }
        remove(entry.getKey(), entry.getValue());
        written.accept(entry.getKey());
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
        """
        Imported into {0}: {1}. Such a key was made outside the vault, where it may still be. To \
        create a key in the vault, use keytool -genkeypair with -J-D{2}=true, or the generators \
        AzureKeyVaultRSA, AzureKeyVaultEC and AzureKeyVaultAES.""",
        vault.config().uri(),
        names,
        Setting.KEYTOOL_GENERATORS.key());
  }

  /** Keeps a change of the same name that came in the meantime. */
  private synchronized void remove(String name, PendingWrite write) {
    writes.remove(name, write);
  }

  private synchronized @Nullable String report(
      List<String> done, String name, PendingWrite failed, VaultException failure) {
    List<String> waiting =
        writes.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(name))
            .map(entry -> entry.getValue().what())
            .toList();
    if (done.isEmpty() && waiting.isEmpty()) {
      return failure.getMessage();
    }
    return "%s Written before: %s. Not written: %s%s. Call store again to continue."
        .formatted(
            failure.getMessage(),
            done.isEmpty() ? "nothing" : String.join(", ", done),
            failed.what(),
            waiting.isEmpty() ? "" : ", " + String.join(", ", waiting));
  }
}
