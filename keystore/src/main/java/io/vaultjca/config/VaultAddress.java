package io.vaultjca.config;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Vault addresses: scheme, host and port, without a path and without the default port. */
public final class VaultAddress {
  private static final int DEFAULT_PORT = 443;
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  /** The domains of the service in each cloud ("Key Vault DNS suffixes", Azure documentation). */
  private static final List<String> SERVICE_DOMAINS =
      List.of(
          "vault.azure.net",
          "vault.azure.cn",
          "vault.usgovcloudapi.net",
          "vault.microsoftazure.de",
          "managedhsm.azure.net",
          "managedhsm.azure.cn",
          "managedhsm.usgovcloudapi.net",
          "managedhsm.microsoftazure.de");

  private VaultAddress() {}

  /** The address of a URI, which must have a host. */
  public static URI of(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    int port = port(uri);
    return URI.create("https://" + host + (port == DEFAULT_PORT ? "" : ":" + port));
  }

  /**
   * Whether an address in an answer is that of a vault. All names of this machine count as equal:
   * an emulator calls itself localhost, whatever name the request used.
   */
  public static boolean isSame(URI vault, URI other) {
    String host = other.getHost().toLowerCase(Locale.ROOT);
    boolean sameHost =
        host.equals(vault.getHost())
            || (THIS_MACHINE.contains(host) && THIS_MACHINE.contains(vault.getHost()));
    return sameHost && port(vault) == port(other);
  }

  /**
   * Whether a host is in one of the service's domains, in any cloud: an address that nobody
   * configured may receive a token only there.
   */
  public static boolean isOfService(URI vault) {
    String host = vault.getHost().toLowerCase(Locale.ROOT);
    return SERVICE_DOMAINS.stream().anyMatch(domain -> host.endsWith("." + domain));
  }

  /**
   * Whether a vault may receive tokens for a resource: the resource's host is a parent domain of
   * the vault's, and a domain of vaults. A parent domain is not enough: {@code https://co.uk} is
   * one of every host below it.
   */
  public static boolean isResourceOf(@Nullable String resourceHost, URI vault) {
    if (resourceHost == null) {
      return false;
    }
    String domain = resourceHost.toLowerCase(Locale.ROOT);
    // Sovereign and private clouds use these names too.
    return (domain.startsWith("vault.") || domain.startsWith("managedhsm."))
        && vault.getHost().endsWith("." + domain);
  }

  private static int port(URI https) {
    return https.getPort() == -1 ? DEFAULT_PORT : https.getPort();
  }
}
