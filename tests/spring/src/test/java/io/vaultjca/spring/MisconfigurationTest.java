package io.vaultjca.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.junit.EmbeddedVault;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A misconfigured application fails to start with a description and an action. */
class MisconfigurationTest {
  private static final String SEED =
      "{\"certificates\": [{\"name\": \"web\", \"kty\": \"EC\", \"chain\": 2}]}";

  @EmbeddedVault(seed = SEED)
  private static VaultServer vault;

  @TempDir private static Path folder;

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({SslAutoConfiguration.class, VaultAutoConfiguration.class})
  static class Bundles {}

  /** Starts an application and opens the bundle {@code server}, as a web server does. */
  private static void open(Map<String, String> settings) {
    try (ConfigurableApplicationContext application =
        new SpringApplicationBuilder(Bundles.class)
            .web(WebApplicationType.NONE)
            .properties(new TreeMap<String, Object>(settings))
            .run()) {
      application.getBean(SslBundles.class).getBundle("server").createSslContext();
    }
  }

  private static FailureAnalysis analysis(Throwable failure) {
    return new UnusableVaultAnalyzer().analyze(failure);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          aliases=                   | has neither aliases nor a trust store | Set vaultjca.ssl.bundles.server.aliases
          aliases=wbe                | has no usable certificate 'wbe'       | Correct vaultjca.ssl.bundles.server.aliases
          aliases=x-*                | has no certificate that matches 'x-*' | Correct vaultjca.ssl.bundles.server.aliases
          aliases=web,a_b            | holds 'a_b'                           | Correct azure.keyvault.*
          trusted=wbe                | wbe                                   | vaultjca.ssl.bundles.server.*
          trust-bundle=server        | which is also a bundle of the vault   | vaultjca.ssl.bundles.server.trusted
          trust-bundle=other         | 'other' has no trust store            | spring.ssl.bundle.pem.other.truststore
          """)
  void reportsAMistakeInABundle(String setting, String said, String action) throws Exception {
    Map<String, String> settings = Tls.settings(vault, folder);
    int equals = setting.indexOf('=');
    settings.put(
        "vaultjca.ssl.bundles.server." + setting.substring(0, equals),
        setting.substring(equals + 1));
    settings.put("spring.ssl.bundle.pem.other.keystore.certificate", Tls.root(vault));
    FailureAnalysis analysis = analysis(catchThrowable(() -> open(settings)));
    assertThat(analysis.getDescription()).contains("'server'").contains(said);
    assertThat(analysis.getAction()).contains(action);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          azure.keyvault.urii              | https://x.vault.azure.net | the nearest known one is azure.keyvault.uri
          azure.keyvault.keytool-generators | true                     | set it as a system property
          azure.keyvault.refresh-interval  | soon                      | azure.keyvault.refresh-interval
          azure.keyvault.uri               |                           | No vault is configured
          """)
  void reportsAMistakeInTheSettingsOfTheVault(String name, String value, String said)
      throws Exception {
    Map<String, String> settings = Tls.settings(vault, folder);
    settings.put(name, value == null ? "" : value);
    settings.put("vaultjca.ssl.bundles.server.aliases", "web");
    FailureAnalysis analysis = analysis(catchThrowable(() -> open(settings)));
    assertThat(analysis.getDescription()).contains("'server'").contains(said);
    assertThat(analysis.getDescription() + analysis.getAction())
        .doesNotContain(settings.get("azure.keyvault.access-token"));
  }

  @Test
  void reportsASecondTrustStore() throws Exception {
    Map<String, String> settings = Tls.settings(vault, folder);
    settings.put("vaultjca.ssl.bundles.server.trusted", "web");
    settings.put("vaultjca.ssl.bundles.server.trust-bundle", "other");
    FailureAnalysis analysis = analysis(catchThrowable(() -> open(settings)));
    assertThat(analysis.getDescription()).contains("'server' has two trust stores");
  }

  @Test
  void reportsAVaultThatIsUnreachable() throws Exception {
    Map<String, String> settings = Tls.settings(vault, folder);
    settings.put("azure.keyvault.uri", "https://localhost:1");
    settings.put("azure.keyvault.max-retries", "0");
    settings.put("vaultjca.ssl.bundles.server.aliases", "web");
    FailureAnalysis analysis = analysis(catchThrowable(() -> open(settings)));
    assertThat(analysis.getDescription()).contains("'server'").contains("https://localhost:1");
  }
}
