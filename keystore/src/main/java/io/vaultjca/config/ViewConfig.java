package io.vaultjca.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a key store shows of its vault.
 *
 * @param aliases the names and globs to show; empty for all
 * @param certificateChains PEM files with a chain, by alias in lower case
 * @param chainFromSecret whether chains are read from the secrets behind the certificates
 * @param chainFromIssuers whether the issuers that a chain lacks are fetched from where its
 *     certificates say
 * @param chainHosts hosts that may have any address then, each as {@code host:port} in lower case
 * @param refreshInterval how long fetched entries are served before a refresh; zero for ever
 * @param newKeyName the name for the next key that keytool generates
 */
public record ViewConfig(
    List<String> aliases,
    Map<String, Path> certificateChains,
    boolean chainFromSecret,
    boolean chainFromIssuers,
    Set<String> chainHosts,
    Duration refreshInterval,
    Optional<String> newKeyName) {

  public ViewConfig {
    aliases = List.copyOf(aliases);
    certificateChains = Map.copyOf(certificateChains);
    chainHosts = Set.copyOf(chainHosts);
  }

  /** The same view of these aliases alone. */
  public ViewConfig showing(List<String> names) {
    return new ViewConfig(
        names,
        certificateChains,
        chainFromSecret,
        chainFromIssuers,
        chainHosts,
        refreshInterval,
        newKeyName);
  }
}
