package io.vaultjca.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code vaultjca.*} of an application. Where the vault is, and how to open it, say
 * the settings {@code azure.keyvault.*}.
 *
 * @param ssl SSL bundles
 * @param health the health contributor
 */
@ConfigurationProperties("vaultjca")
record VaultProperties(@DefaultValue Ssl ssl, @DefaultValue Health health) {
  /**
   * SSL bundles.
   *
   * @param bundles by name
   */
  record Ssl(@DefaultValue Map<String, Bundle> bundles) {}

  /**
   * One SSL bundle.
   *
   * @param aliases the certificates of the vault, with their keys: names and globs, as in {@code
   *     azure.keyvault.aliases}; none for a bundle that trusts only
   * @param trusted whom to trust: certificates and secrets of the vault, as in {@code
   *     azure.keyvault.trusted}
   * @param trustBundle the name of another SSL bundle, of Spring Boot's own, whose trust store this
   *     one uses; without either, the JVM's authorities are trusted
   * @param protocol the protocol of the {@code SSLContext}
   * @param options what is negotiated
   */
  record Bundle(
      @DefaultValue List<String> aliases,
      @DefaultValue List<String> trusted,
      String trustBundle,
      @DefaultValue("TLS") String protocol,
      @DefaultValue Options options) {}

  /**
   * What is negotiated.
   *
   * @param ciphers the cipher suites; null for those of the JVM
   * @param enabledProtocols the versions of TLS; null for those of the JVM
   */
  record Options(Set<String> ciphers, Set<String> enabledProtocols) {}

  /**
   * The health contributor.
   *
   * @param timeout how long the vault may take to answer
   */
  record Health(@DefaultValue("5s") Duration timeout) {}
}
