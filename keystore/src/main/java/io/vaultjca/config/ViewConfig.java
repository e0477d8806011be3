package io.vaultjca.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a key store shows of its vault.
 *
 * @param aliases the names and globs to show; empty for all
 * @param certificateChains PEM files with a chain, by alias in lower case
 * @param chainFromSecret whether chains are read from the secrets behind the certificates
 * @param refreshInterval how long fetched entries are served before a refresh; zero for ever
 * @param newKeyName the name for the next key that keytool generates
 */
public record ViewConfig(
    List<String> aliases,
    Map<String, Path> certificateChains,
    boolean chainFromSecret,
    Duration refreshInterval,
    Optional<String> newKeyName) {

  public ViewConfig {
    aliases = List.copyOf(aliases);
    certificateChains = Map.copyOf(certificateChains);
  }

  /** The same view of these aliases alone. */
  public ViewConfig showing(List<String> names) {
    return new ViewConfig(names, certificateChains, chainFromSecret, refreshInterval, newKeyName);
  }
}
