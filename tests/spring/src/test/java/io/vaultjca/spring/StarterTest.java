package io.vaultjca.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsServer;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.junit.EmbeddedVault;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.info.SslInfo;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.client.RestTemplateBuilder;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** An application with the starter and Tomcat: TLS server and clients, health, a rotation. */
@SpringBootTest(
    classes = TestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "azure.keyvault.refreshInterval=${refresh}",
      "refresh=1s",
      "vaultjca.ssl.bundles.server.aliases=web-*",
      "vaultjca.ssl.bundles.server.trust-bundle=partners",
      "vaultjca.ssl.bundles.server.options.enabled-protocols=TLSv1.2,TLSv1.3",
      "vaultjca.ssl.bundles.client.aliases[0]=client",
      "vaultjca.ssl.bundles.client.trusted=corp-root",
      "vaultjca.ssl.bundles.trusting.trusted[0]=corp-root",
      "server.ssl.bundle=server",
      "server.ssl.client-auth=want",
      "spring.http.client.ssl.bundle=client",
      "spring.http.reactiveclient.ssl.bundle=client",
      "management.endpoint.health.show-details=always"
    })
class StarterTest {
  private static final String SEED =
      """
      {"certificates": [
        {"name": "web-rsa", "kty": "RSA", "chain": 2, "dnsNames": ["localhost"], "validity": "P90D"},
        {"name": "web-ec", "kty": "EC", "chain": 2, "dnsNames": ["localhost"], "validity": "P90D"},
        {"name": "client", "kty": "EC", "chain": 2, "validity": "P90D"}
      ]}
      """;

  @EmbeddedVault(seed = SEED)
  private static VaultServer vault;

  @TempDir private static Path folder;

  @LocalServerPort private int port;
  @Autowired private SslBundles bundles;
  @Autowired private KeyStore store;

  @DynamicPropertySource
  static void vault(DynamicPropertyRegistry registry) throws Exception {
    Tls.settings(vault, folder).forEach((name, value) -> registry.add(name, () -> value));
    String root = Tls.root(vault);
    vault.seed(
        "{\"secrets\": [{\"name\": \"corp-root\", \"value\": \"%s\"}]}"
            .formatted(root.replace("\r", "").replace("\n", "\\n")));
    registry.add("spring.ssl.bundle.pem.partners.truststore.certificate", () -> root);
  }

  @Test
  void registersTheProviderAndLeavesTheJvmOtherwiseUnchanged() {
    assertThat(Security.getProviders())
        .filteredOn(provider -> provider.getName().equals("AzureKeyVault"))
        .hasSize(1);
    assertThat(
            Arrays.asList(Security.getProviders()).indexOf(Security.getProvider("AzureKeyVault")))
        .isEqualTo(Security.getProviders().length - 1);
    assertThat(Security.getProperty("ssl.KeyManagerFactory.algorithm")).isEqualTo("SunX509");
    assertThat(System.getProperties().stringPropertyNames())
        .noneMatch(name -> name.startsWith("azure.keyvault."));
  }

  @Test
  void theServerShowsEachClientACertificateThatItVerifies() throws Exception {
    SSLContext client = Tls.trusting(vault);
    assertThat(Tls.shown(client, port, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
        .extracting(certificate -> certificate.getSubjectX500Principal().getName())
        .isEqualTo("CN=web-rsa");
    assertThat(Tls.shown(client, port, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
        .extracting(certificate -> certificate.getSubjectX500Principal().getName())
        .isEqualTo("CN=web-ec");
  }

  @Test
  void springsClientsShowTheirCertificate(
      @Autowired RestClient.Builder rest,
      @Autowired RestTemplateBuilder template,
      @Autowired WebClient.Builder web)
      throws Exception {
    String own = "https://localhost:" + port + "/";
    assertThat(rest.build().get().uri(own).retrieve().body(String.class)).isEqualTo("CN=client");
    assertThat(template.build().getForObject(own, String.class)).isEqualTo("CN=client");
    assertThat(web.build().get().uri(own).retrieve().bodyToMono(String.class).block())
        .isEqualTo("CN=client");
    HttpsServer partner = Tls.echo(bundles.getBundle("server").createSslContext());
    try {
      assertThat(rest.build().get().uri(Tls.address(partner)).retrieve().body(String.class))
          .isEqualTo("CN=client");
    } finally {
      partner.stop(0);
    }
  }

  @Test
  void newHandshakesUseARotatedCertificate() throws Exception {
    SSLContext client = Tls.trusting(vault);
    BigInteger old = Tls.shown(client, port).getSerialNumber();
    vault.seed(SEED);
    Tls.until(
        "the new certificate",
        () -> !Tls.shown(Tls.trusting(vault), port).getSerialNumber().equals(old));
  }

  /** Spring Boot's own information about bundles, for its metrics and endpoints. */
  @Test
  void springReportsTheBundles() {
    assertThat(new SslInfo(bundles, Duration.ofDays(7)).getBundles())
        .extracting(SslInfo.BundleInfo::getName)
        .containsExactlyInAnyOrder("server", "client", "trusting", "partners");
    assertThat(new SslInfo(bundles, Duration.ofDays(7)).getBundle("server").getCertificateChains())
        .extracting(SslInfo.CertificateChainInfo::getAlias)
        .containsExactlyInAnyOrder("web-rsa", "web-ec");
  }

  @Test
  void aBundleMayHaveOnlyATrustStore() throws Exception {
    SSLContext trusting = bundles.getBundle("trusting").createSslContext();
    assertThat(Tls.shown(trusting, port).getSubjectX500Principal().getName()).startsWith("CN=web");
    HttpsServer partner = Tls.echo(bundles.getBundle("server").createSslContext());
    try {
      HttpClient client = HttpClient.newBuilder().sslContext(trusting).build();
      HttpRequest request = HttpRequest.newBuilder(URI.create(Tls.address(partner))).build();
      assertThatThrownBy(() -> client.send(request, HttpResponse.BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    } finally {
      partner.stop(0);
    }
  }

  @Test
  void codeSignsWithTheKeyStoreBean() throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign((PrivateKey) store.getKey("client", null));
    byte[] signed = signature.sign();
    signature.initVerify(store.getCertificate("client"));
    assertThat(signature.verify(signed)).isTrue();
  }

  @Test
  void healthReportsTheVault(@Autowired HealthIndicator azureKeyVaultHealthIndicator)
      throws Exception {
    Tls.shown(Tls.trusting(vault), port);
    Health up = azureKeyVaultHealthIndicator.health();
    assertThat(up.getStatus()).isEqualTo(Status.UP);
    assertThat(up.getDetails())
        .containsEntry("vault", vault.uri().toString())
        .containsEntry("token", "accepted");
    assertThat(up.getDetails().get("daysUntilExpiry").toString())
        .contains("server/web-rsa=89", "server/web-ec=89");

    vault.faults().inject("keys/get", 1, Fault.unavailable());
    Health down = azureKeyVaultHealthIndicator.health();
    assertThat(down.getStatus()).isEqualTo(Status.DOWN);
    assertThat(down.getDetails()).containsEntry("reason", "SERVICE_FAILURE").containsKey("message");
    assertThat(azureKeyVaultHealthIndicator.health().getStatus()).isEqualTo(Status.UP);
  }
}
