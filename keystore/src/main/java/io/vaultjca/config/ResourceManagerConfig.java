package io.vaultjca.config;

import io.vaultjca.VaultCredential;
import io.vaultjca.VaultException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of the connection to Azure Resource Manager, which manages vaults. It needs no
 * configured vault.
 *
 * @param connection the connection, with the address of Resource Manager in place of a vault's
 * @param scope the OAuth 2.0 scope of its tokens, which depends on the cloud and not on the address
 */
public record ResourceManagerConfig(ConnectionConfig connection, String scope) {
  /**
   * Reads a configuration. The first source that sets a name wins, as for {@link VaultConfig#of}.
   */
  public static ResourceManagerConfig of(
      List<ConfigSource> sources, Optional<VaultCredential> credential) throws VaultException {
    return new VaultConfigReader(sources).readResourceManager(credential);
  }

  /**
   * A cloud: the host of its Resource Manager, the domain of its vaults, and the hosts of its
   * authorities ("Azure services in other clouds", Azure documentation).
   */
  record Cloud(String resourceManager, String vaults, Set<String> authorities) {
    private static final Cloud PUBLIC =
        new Cloud("management.azure.com", "azure.net", Set.of("login.microsoftonline.com"));

    private static final List<Cloud> ALL =
        List.of(
            PUBLIC,
            new Cloud(
                "management.chinacloudapi.cn",
                "azure.cn",
                Set.of("login.partner.microsoftonline.cn", "login.chinacloudapi.cn")),
            new Cloud(
                "management.usgovcloudapi.net",
                "usgovcloudapi.net",
                Set.of("login.microsoftonline.us")));

    /** The cloud of the first address that belongs to a known one; otherwise the public cloud. */
    static Cloud of(List<URI> addresses) {
      for (URI address : addresses) {
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        for (Cloud cloud : ALL) {
          if (host.equals(cloud.resourceManager)
              || host.endsWith("." + cloud.vaults)
              || cloud.authorities.contains(host)) {
            return cloud;
          }
        }
      }
      return PUBLIC;
    }

    URI address() {
      return URI.create("https://" + resourceManager);
    }

    String scope() {
      return address() + "/.default";
    }
  }
}
