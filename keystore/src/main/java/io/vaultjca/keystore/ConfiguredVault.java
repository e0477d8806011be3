package io.vaultjca.keystore;

import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.config.ConfigSource;
import io.vaultjca.config.ResourceManagerConfig;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.vault.Vault;
import io.vaultjca.vault.VaultConnections;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The vault of a program that does not open a key store, configured by a load parameter, the
 * provider's configuration file, the system properties and the environment, in this order.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ConfiguredVault {
  private final Supplier<Optional<Path>> configuredFile;

  /** Takes the file that {@link java.security.Provider#configure(String)} named, if any. */
  public ConfiguredVault(Supplier<Optional<Path>> configuredFile) {
    this.configuredFile = configuredFile;
  }

  /** Opens the vault, with the program's parameter if there is one; sends nothing. */
  public Vault open(Optional<VaultLoadStoreParameter> parameter) throws IOException {
    List<ConfigSource> strongest = parameter.map(ConfigSource::of).stream().toList();
    return VaultConnections.to(
        VaultConfig.of(
            sources(strongest),
            parameter.flatMap(VaultLoadStoreParameter::credential),
            Optional.empty()));
  }

  /** Reads the configuration without a parameter; sends nothing. */
  public VaultConfig read() throws IOException {
    return VaultConfig.of(sources(List.of()), Optional.empty(), Optional.empty());
  }

  /** Reads how to manage vaults, which need not name one; sends nothing. */
  public ResourceManagerConfig resourceManager() throws IOException {
    return ResourceManagerConfig.of(sources(List.of()), Optional.empty());
  }

  /** Whether the configuration names a vault, validly or not. */
  public boolean hasAddress() throws IOException {
    return sources(List.of()).stream().anyMatch(source -> source.sets(Setting.URI));
  }

  /** Returns all sources of a configuration, the strongest first. */
  public List<ConfigSource> sources(List<ConfigSource> strongest) throws IOException {
    List<ConfigSource> sources = new ArrayList<>(strongest);
    Optional<Path> file = configuredFile.get();
    if (file.isPresent()) {
      sources.add(ConfigSource.file(file.get()));
    }
    sources.add(ConfigSource.systemProperties());
    sources.add(ConfigSource.environment());
    return sources;
  }
}
