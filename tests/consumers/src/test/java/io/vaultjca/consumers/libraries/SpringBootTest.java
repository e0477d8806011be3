package io.vaultjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.HttpsEcho;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;

/** Spring Boot's SSL bundles with keys of the vault, for servers and clients. */
@Full
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class SpringBootTest {
  private static final String LOGGING = "org.springframework.boot.logging.LoggingSystem";

  private static ServedVault vault;
  private static Position.Registration registered;

  @TempDir private Path folder;

  @BeforeAll
  static void openVault() {
    vault =
        ServedVault.with(
            """
            {"certificates": [
              {"name": "web", "kty": "EC", "chain": 2, "dnsNames": ["localhost"]},
              {"name": "client", "kty": "RSA", "chain": 2}
            ]}
            """);
    registered = Position.LAST.register();
    // Spring Boot would reconfigure the logging of this JVM.
    System.setProperty(LOGGING, "none");
  }

  @AfterAll
  static void closeVault() {
    System.clearProperty(LOGGING);
    registered.close();
    vault.close();
  }

  @Test
  void isOfTheVersionThatTheBuildMeans() {
    assertThat(SpringBootVersion.getVersion())
        .isEqualTo(System.getProperty("vaultjca.spring-boot"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKCS12", "AzureKeyVaultTrust"})
  void propertiesDefineBundlesOfAVault(String trustType) throws Exception {
    vault.secret("corp-root", vault.server().seedRoot());
    Path keys = vault.file(folder.resolve("vault.properties"), "azure.keyvault.trusted=corp-root");
    // Spring Boot uses key.alias only in servers, so a client's key store has one key.
    Path clientKeys =
        vault.file(folder.resolve("client.properties"), "azure.keyvault.aliases=client");
    Path trust = trustType.equals("PKCS12") ? vault.trustStore(folder.resolve("trust.p12")) : keys;
    try (ConfigurableApplicationContext application =
        new SpringApplicationBuilder(SslAutoConfiguration.class)
            .web(WebApplicationType.NONE)
            .bannerMode(Banner.Mode.OFF)
            .properties(
                "spring.ssl.bundle.jks.server.keystore.location=file:" + keys,
                "spring.ssl.bundle.jks.server.keystore.type=AzureKeyVault",
                "spring.ssl.bundle.jks.server.key.alias=web",
                "spring.ssl.bundle.jks.server.truststore.location=file:" + trust,
                "spring.ssl.bundle.jks.server.truststore.type=" + trustType,
                "spring.ssl.bundle.jks.server.truststore.password=" + ServedVault.PASSWORD,
                "spring.ssl.bundle.jks.client.keystore.location=file:" + clientKeys,
                "spring.ssl.bundle.jks.client.keystore.type=AzureKeyVault",
                "spring.ssl.bundle.jks.client.truststore.location=file:" + trust,
                "spring.ssl.bundle.jks.client.truststore.type=" + trustType,
                "spring.ssl.bundle.jks.client.truststore.password=" + ServedVault.PASSWORD)
            .run()) {
      SslBundles bundles = application.getBean(SslBundles.class);
      try (HttpsEcho server = new HttpsEcho(bundles.getBundle("server").createSslContext())) {
        HttpClient client =
            HttpClient.newBuilder()
                .sslContext(bundles.getBundle("client").createSslContext())
                .build();
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(server.uri()).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("CN=client");
      }
    }
  }
}
