package io.vaultjca.embedded.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.embedded.VaultServer;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vault in the JVM of a test; the code under test gets only the key store file. */
class InProcessTest {
  @TempDir private Path folder;

  @Test
  void countsTheRequestsOfAProgramWithAKeyStoreFile() throws Exception {
    // Shown: in process
    try (VaultServer vault = VaultServer.builder().deletionDelay(Duration.ZERO).start()) {
      vault.seed("{\"certificates\": [{\"name\": \"signer\", \"kty\": \"EC\"}]}");
      Path configuration = vault.writeProperties(folder.resolve("vault.properties"));
      runApplication(configuration);
      assertThat(vault.counters().requests("keys/sign")).isEqualTo(1);
      assertThat(vault.counters().connections()).isEqualTo(1);
    }
    // Shown: end
  }

  /** Signs one digest of zeros. */
  private static void runApplication(Path configuration) throws Exception {
    Properties vault = new Properties();
    try (InputStream in = Files.newInputStream(configuration)) {
      vault.load(in);
    }
    Path ca = Path.of(vault.getProperty("azure.keyvault.trust-certificates"));
    HttpRequest sign =
        HttpRequest.newBuilder(
                URI.create(
                    vault.getProperty("azure.keyvault.uri")
                        + "/keys/signer//sign?api-version=2025-07-01"))
            .header("Authorization", "Bearer " + vault.getProperty("azure.keyvault.access-token"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"alg\":\"ES256\",\"value\":\"%s\"}".formatted("A".repeat(43))))
            .build();
    HttpResponse<String> signed =
        HttpClient.newBuilder()
            .sslContext(trusting(ca))
            .build()
            .send(sign, HttpResponse.BodyHandlers.ofString());
    assertThat(signed.statusCode()).as(signed.body()).isEqualTo(200);
  }

  private static SSLContext trusting(Path ca) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    try (InputStream in = Files.newInputStream(ca)) {
      Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      trust.setCertificateEntry("ca", certificate);
    }
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
