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
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a key store, from the input of {@code load} and from the environment.
 *
 * @param file the properties file, if there was one
 * @param withNothing whether {@code load} got neither a file nor a parameter
 */
@SuppressWarnings("ArrayRecordComponent") // The file is written back, never compared.
record LoadedConfig(VaultConfig config, Optional<byte[]> file, boolean withNothing, Clock clock) {
  /** Reads a properties file, or null, and the environment. */
  static LoadedConfig of(
      ConfiguredVault configured, @Nullable InputStream stream, char @Nullable [] password)
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

  /** Reads a parameter, or null, and the environment. */
  static LoadedConfig of(
      ConfiguredVault configured, KeyStore.@Nullable LoadStoreParameter parameter)
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
      char @Nullable [] password)
      throws IOException {
    Optional<Secret> secret =
        password == null || password.length == 0
            ? Optional.empty()
            : Optional.of(new Secret(new String(password)));
    return VaultConfig.of(configured.sources(strongest), credential, secret);
  }
}
