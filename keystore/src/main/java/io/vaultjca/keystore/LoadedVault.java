package io.vaultjca.keystore;

import io.vaultjca.Secret;
import io.vaultjca.VaultCredential;
import io.vaultjca.VaultException;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.config.ConfigSource;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.keystore.entry.Alias;
import io.vaultjca.keystore.entry.VaultEntries;
import io.vaultjca.vault.Vault;
import io.vaultjca.vault.VaultConnections;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
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

  private LoadedVault(Optional<byte[]> file, boolean withNothing, VaultConfig config, Clock clock) {
    this.file = file;
    this.fresh = withNothing;
    this.config = config;
    this.vault = VaultConnections.to(config);
    this.clock = clock;
    this.all = new VaultEntries(vault, config.view(), clock);
    this.rules = new WriteRules(config, all, pending);
    this.shown = all;
  }

  /** The vault of a properties file, or that of the surroundings; sends nothing. */
  static LoadedVault of(ConfiguredVault configured, InputStream stream, char[] password)
      throws IOException {
    if (stream == null) {
      VaultConfig config = config(configured, List.of(), Optional.empty(), password);
      return new LoadedVault(Optional.empty(), true, config, Clock.systemUTC());
    }
    byte[] file = LoadInput.readFile(stream);
    List<ConfigSource> said =
        LoadInput.saysNothing(file) && configured.hasAddress()
            ? List.of()
            : List.of(
                ConfigSource.properties(new ByteArrayInputStream(file), "the key store file"));
    VaultConfig config = config(configured, said, Optional.empty(), password);
    return new LoadedVault(Optional.of(file), false, config, Clock.systemUTC());
  }

  /** The vault of a parameter, or that of the surroundings; sends nothing. */
  static LoadedVault of(ConfiguredVault configured, KeyStore.LoadStoreParameter parameter)
      throws IOException {
    char[] password = LoadInput.password(parameter);
    if (!(parameter instanceof VaultLoadStoreParameter ours)) {
      return of(configured, null, password);
    }
    VaultConfig config =
        config(configured, List.of(ConfigSource.of(ours)), ours.credential(), password);
    return new LoadedVault(Optional.empty(), false, config, ours.clock());
  }

  private static VaultConfig config(
      ConfiguredVault configured,
      List<ConfigSource> strongest,
      Optional<VaultCredential> credential,
      char[] password)
      throws IOException {
    Optional<Secret> secret =
        password == null || password.length == 0
            ? Optional.empty()
            : Optional.of(new Secret(new String(password)));
    return VaultConfig.of(configured.sources(strongest), credential, secret);
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
