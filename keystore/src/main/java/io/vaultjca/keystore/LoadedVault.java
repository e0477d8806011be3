package io.vaultjca.keystore;

import io.vaultjca.VaultException;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.keystore.entry.Alias;
import io.vaultjca.keystore.entry.VaultEntries;
import io.vaultjca.vault.Vault;
import io.vaultjca.vault.VaultConnections;
import java.io.IOException;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of a key store after {@code load}: a vault, the entries that it shows, and the changes
 * that wait for {@code store}.
 *
 * <p>A server may copy one entry into a new key store of the same type, which it loads with
 * nothing, and then serve all entries of the new one. So a key store that was loaded with nothing
 * becomes a copy if its first use is to set entries of its vault unchanged. A copy shows only the
 * entries that were copied.
 */
final class LoadedVault {
  private final Optional<byte[]> file;
  private final VaultConfig config;
  private final Vault vault;
  private final Clock clock;
  private final PendingWrites pending = new PendingWrites();
  private final VaultEntries all;
  private final WriteRules rules;
  private final Set<String> copied = new LinkedHashSet<>();
  private volatile VaultEntries shown;

  /** Whether it was loaded with nothing, and neither read nor changed since. */
  private volatile boolean fresh;

  /** Opens the vault of a configuration; sends nothing. */
  LoadedVault(LoadedConfig loaded) {
    this.file = loaded.file();
    this.fresh = loaded.withNothing();
    this.config = loaded.config();
    this.vault = VaultConnections.to(config);
    this.clock = loaded.clock();
    this.all = new VaultEntries(vault, config.view(), clock);
    this.rules = new WriteRules(config, all, pending);
    this.shown = all;
  }

  VaultConfig config() {
    return config;
  }

  PendingWrites pending() {
    return pending;
  }

  /** Returns the entries that are shown, for a caller that reads. */
  VaultEntries entries() {
    fresh = false;
    return shown;
  }

  private boolean isCopy() {
    return shown != all;
  }

  /** Sets a key with its chain, or copies an entry. A failure says why the vault cannot hold it. */
  void set(String alias, @Nullable Key key, Certificate @Nullable [] chain)
      throws KeyStoreException, VaultException {
    if ((fresh || isCopy()) && rules.isThere(alias, key, chain)) {
      copy(alias);
    } else {
      fresh = false;
      rules.set(alias, key, chain);
    }
  }

  private synchronized void copy(String alias) {
    Alias.parse(alias).ifPresent(pending::withdraw);
    copied.add(alias.toLowerCase(Locale.ROOT));
    shown = new VaultEntries(vault, config.view().showing(List.copyOf(copied)), clock);
  }

  /**
   * Marks an entry for deletion, unless it is hidden. A copy hides entries that were not copied.
   */
  void delete(String alias) throws KeyStoreException, VaultException {
    fresh = false;
    new WriteRules(config, shown, pending).delete(alias);
  }

  /**
   * Writes the file and then applies the pending changes. The file does not depend on them, so it
   * is right even if the vault refuses them.
   *
   * @param stream null to write no file
   */
  void store(@Nullable OutputStream stream) throws IOException {
    if (stream != null) {
      try {
        stream.write(file.orElseGet(() -> LoadInput.newFile(config.connection())));
        stream.flush();
      } catch (IOException e) {
        throw new IOException(
            """
            The key store file cannot be written, and nothing was changed in the vault: %s. No \
            file is needed if the configuration is elsewhere: use keytool -keystore NONE, or \
            store(null, null)"""
                .formatted(e.getMessage()),
            e);
      }
    }
    pending.store(
        vault,
        name -> {
          all.forget(name);
          shown.forget(name);
        });
  }
}
