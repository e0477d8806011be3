package io.vaultjca.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The view of a vault that a key store shows.
 *
 * @param aliases the names and globs to show; empty for all
 * @param trusted the names of the objects that a trust store trusts
 * @param certificateChains PEM files with a certificate chain, by alias in lower case
 * @param selfSigned the subjects (RFC 2253) of certificates to make for keys that have none, by
 *     alias in lower case
 * @param chainFromSecret whether chains are read from the secrets behind the certificates
 * @param chainFromIssuers whether the issuers that a chain lacks are fetched from the addresses
 *     that its certificates name
 * @param chainHosts the hosts of issuers that may have addresses that are not public, each as
 *     {@code host:port} in lower case
 * @param refreshInterval how long fetched entries are served before a refresh; zero for no refresh
 * @param newKeyName the name for the next key that keytool generates
 */
public record ViewConfig(
    List<String> aliases,
    List<String> trusted,
    Map<String, Path> certificateChains,
    Map<String, String> selfSigned,
    boolean chainFromSecret,
    boolean chainFromIssuers,
    Set<String> chainHosts,
    Duration refreshInterval,
    Optional<String> newKeyName) {

  public ViewConfig {
    aliases = List.copyOf(aliases);
    trusted = List.copyOf(trusted);
    selfSigned = Map.copyOf(selfSigned);
    certificateChains = Map.copyOf(certificateChains);
    chainHosts = Set.copyOf(chainHosts);
  }

  /** The same view, of these aliases only. */
  public ViewConfig showing(List<String> names) {
    return new ViewConfig(
        names,
        trusted,
        certificateChains,
        selfSigned,
        chainFromSecret,
        chainFromIssuers,
        chainHosts,
        refreshInterval,
        newKeyName);
  }
}
