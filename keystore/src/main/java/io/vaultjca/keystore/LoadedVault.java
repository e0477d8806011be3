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

/**
 * What {@code load} sets: a vault, what a key store shows of it, and the changes that wait for
 * {@code store}.
 *
 * <p>A server may copy one entry into a new key store of the same type, which it loads with
 * nothing, and serve all that this one shows. So a key store that was loaded with nothing is such a
 * copy, and shows what was copied alone, if entries of its vault are set in it as they are before
 * anything is asked of it.
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

  /** Whether it was loaded with nothing, and neither asked nor changed since. */
  private volatile boolean fresh;

  /** The vault of a configuration; sends nothing. */
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

  /** What is shown, to somebody who asks. */
  VaultEntries entries() {
    fresh = false;
    return shown;
  }

  private boolean isCopy() {
    return shown != all;
  }

  /** A key is to be set with its chain, or is copied; the message says why it cannot be. */
  void set(String alias, Key key, Certificate[] chain) throws KeyStoreException, VaultException {
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

  /** An entry is to be deleted, unless it is hidden: a copy hides what was not copied. */
  void delete(String alias) throws KeyStoreException, VaultException {
    fresh = false;
    new WriteRules(config, shown, pending).delete(alias);
  }

  /**
   * Writes the file, which never changes and so harms nothing if the vault then refuses, and
   * carries out what is pending.
   */
  void store(OutputStream stream) throws IOException {
    if (stream != null) {
      try {
        stream.write(file.orElseGet(() -> LoadInput.newFile(config.connection())));
        stream.flush();
      } catch (IOException e) {
        throw new IOException(
            """
            The key store file cannot be written, and nothing was changed in the vault: %s. No \
            file is needed where the configuration is elsewhere: keytool -keystore NONE, or \
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
