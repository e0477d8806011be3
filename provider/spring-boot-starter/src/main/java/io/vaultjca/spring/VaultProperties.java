package io.vaultjca.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code vaultjca.*} of an application. The vault itself is configured by the settings
 * {@code azure.keyvault.*}.
 *
 * @param ssl the SSL bundles
 * @param health the health contributor
 */
@ConfigurationProperties("vaultjca")
record VaultProperties(@DefaultValue Ssl ssl, @DefaultValue Health health) {
  /**
   * The SSL bundles.
   *
   * @param bundles the bundles by name
   */
  record Ssl(@DefaultValue Map<String, Bundle> bundles) {}

  /**
   * One SSL bundle.
   *
   * @param aliases certificates in the vault, with their keys: names and globs, as in {@code
   *     azure.keyvault.aliases}; empty for a bundle that has only a trust store
   * @param trusted trusted certificates, and secrets that hold some, as in {@code
   *     azure.keyvault.trusted}
   * @param trustBundle the name of an SSL bundle of Spring Boot whose trust store to use; null for
   *     none. Without it and {@code trusted}, the bundle trusts the JVM's authorities
   * @param protocol the protocol of the {@code SSLContext}
   * @param options the limits of the negotiation
   */
  record Bundle(
      @DefaultValue List<String> aliases,
      @DefaultValue List<String> trusted,
      @Nullable String trustBundle,
      @DefaultValue("TLS") String protocol,
      @DefaultValue Options options) {}

  /**
   * The limits of the negotiation.
   *
   * @param ciphers the cipher suites; null for the JVM's
   * @param enabledProtocols the versions of TLS; null for the JVM's
   */
  record Options(@Nullable Set<String> ciphers, @Nullable Set<String> enabledProtocols) {}

  /**
   * The health contributor.
   *
   * @param timeout the limit for the vault's answer
   */
  record Health(@DefaultValue("5s") Duration timeout) {}
}
