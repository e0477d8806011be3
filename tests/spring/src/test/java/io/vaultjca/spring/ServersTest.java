package io.vaultjca.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.junit.EmbeddedVault;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.web.client.RestClient;

/** Jetty and Undertow: a certificate of each type, client certificates, a rotation. */
@Full
class ServersTest {
  private static final String SEED =
      """
      {"certificates": [
        {"name": "web-rsa", "kty": "RSA", "chain": 2, "dnsNames": ["localhost"]},
        {"name": "web-ec", "kty": "EC", "chain": 2, "dnsNames": ["localhost"]},
        {"name": "client", "kty": "EC", "chain": 2}
      ]}
      """;

  @EmbeddedVault(seed = SEED)
  private static VaultServer vault;

  @TempDir private static Path folder;

  /** Starts one server, and hides the others, since Spring Boot uses the first one on its list. */
  private static ServletWebServerApplicationContext start(String server) throws Exception {
    Map<String, Object> settings = new TreeMap<>(Tls.settings(vault, folder));
    settings.put("azure.keyvault.refresh-interval", "1s");
    settings.put("vaultjca.ssl.bundles.server.aliases", "web-rsa, web-ec");
    settings.put("vaultjca.ssl.bundles.server.trust-bundle", "partners");
    settings.put("vaultjca.ssl.bundles.client.aliases", "client");
    settings.put("vaultjca.ssl.bundles.client.trust-bundle", "partners");
    settings.put("spring.ssl.bundle.pem.partners.truststore.certificate", Tls.root(vault));
    settings.put("spring.http.client.ssl.bundle", "client");
    settings.put("server.ssl.bundle", "server");
    settings.put("server.ssl.client-auth", "want");
    settings.put("server.port", "0");
    Class<?>[] hidden =
        server.equals("jetty")
            ? new Class<?>[] {Tomcat.class, Undertow.class}
            : new Class<?>[] {Tomcat.class, Server.class};
    return (ServletWebServerApplicationContext)
        new SpringApplicationBuilder(TestApplication.class)
            .resourceLoader(new DefaultResourceLoader(new FilteredClassLoader(hidden)))
            .properties(settings)
            .run();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jetty", "undertow"})
  void servesTheBundleOfServerSslBundle(String server) throws Exception {
    try (ServletWebServerApplicationContext application = start(server)) {
      assertThat(application.getWebServer().getClass().getSimpleName())
          .containsIgnoringCase(server);
      int port = application.getWebServer().getPort();
      SSLContext client = Tls.trusting(vault);
      assertThat(Tls.shown(client, port, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
          .extracting(certificate -> certificate.getSubjectX500Principal().getName())
          .isEqualTo("CN=web-rsa");
      BigInteger old =
          Tls.shown(client, port, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256").getSerialNumber();
      RestClient rest = application.getBean(RestClient.Builder.class).build();
      String own = "https://localhost:" + port + "/";
      assertThat(rest.get().uri(own).retrieve().body(String.class)).isEqualTo("CN=client");

      vault.seed(SEED);
      Tls.until(
          "the new certificate",
          () ->
              !Tls.shown(Tls.trusting(vault), port, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
                  .getSerialNumber()
                  .equals(old));
    }
  }
}
