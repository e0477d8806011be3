package io.vaultjca.keystore;

import io.vaultjca.Secret;
import io.vaultjca.VaultCredential;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.config.ConfigSource;
import io.vaultjca.config.VaultConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.KeyStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The configuration that {@code load} was given, or that of the surroundings.
 *
 * @param file the properties file, if there was one
 * @param withNothing whether neither a file nor a parameter was given
 */
@SuppressWarnings("ArrayRecordComponent") // Written back as it is, never compared.
record LoadedConfig(VaultConfig config, Optional<byte[]> file, boolean withNothing, Clock clock) {
  /** What a properties file says, and what the surroundings say. */
  static LoadedConfig of(ConfiguredVault configured, InputStream stream, char[] password)
      throws IOException {
    if (stream == null) {
      VaultConfig config = config(configured, List.of(), Optional.empty(), password);
      return new LoadedConfig(config, Optional.empty(), true, Clock.systemUTC());
    }
    byte[] file = LoadInput.readFile(stream);
    List<ConfigSource> said =
        LoadInput.saysNothing(file) && configured.hasAddress()
            ? List.of()
            : List.of(
                ConfigSource.properties(new ByteArrayInputStream(file), "the key store file"));
    VaultConfig config = config(configured, said, Optional.empty(), password);
    return new LoadedConfig(config, Optional.of(file), false, Clock.systemUTC());
  }

  /** What a parameter says, and what the surroundings say. */
  static LoadedConfig of(ConfiguredVault configured, KeyStore.LoadStoreParameter parameter)
      throws IOException {
    char[] password = LoadInput.password(parameter);
    if (!(parameter instanceof VaultLoadStoreParameter ours)) {
      return of(configured, null, password);
    }
    VaultConfig config =
        config(configured, List.of(ConfigSource.of(ours)), ours.credential(), password);
    return new LoadedConfig(config, Optional.empty(), false, ours.clock());
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
}
