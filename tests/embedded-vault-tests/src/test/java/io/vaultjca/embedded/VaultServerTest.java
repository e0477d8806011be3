package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API of the server: lifecycle, seeds, tokens, counters, faults. */
class VaultServerTest {
  private VaultServer vault;
  private VaultClient client;

  @BeforeEach
  void start() {
    vault = VaultServer.start();
    client = new VaultClient(vault, vault.accessToken());
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void writesAKeyStoreFileThatOnlyItsOwnerCanRead(@TempDir Path folder) throws Exception {
    Path file = vault.writeProperties(folder.resolve("vault.properties"));
    Properties properties = new Properties();
    try (var in = Files.newInputStream(file)) {
      properties.load(in);
    }
    assertThat(properties.stringPropertyNames())
        .containsExactlyInAnyOrder(
            "azure.keyvault.uri",
            "azure.keyvault.type",
            "azure.keyvault.access-token",
            "azure.keyvault.trust-certificates",
            "azure.keyvault.disable-challenge-resource-verification");
    assertThat(properties).containsEntry("azure.keyvault.uri", vault.uri().toString());
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    client.token(properties.getProperty("azure.keyvault.access-token"));
    assertThat(client.get("/keys").status()).isEqualTo(200);
  }

  @Test
  void closeDeletesTheFileOfTheCa() {
    Path ca = vault.caCertificate();
    assertThat(ca).exists();
    vault.close();
    assertThat(ca).doesNotExist();
  }

  @Test
  void keepsItsStateWhileItIsStopped() throws Exception {
    vault.seed("{\"keys\":[{\"name\":\"k\",\"kty\":\"EC\"}]}");
    int port = vault.uri().getPort();
    vault.stop();
    assertThatThrownBy(() -> client.get("/keys/k")).isInstanceOf(ConnectException.class);
    vault.restart();
    assertThat(vault.uri().getPort()).isEqualTo(port);
    assertThat(client.get("/keys/k").status()).isEqualTo(200);
  }

  @Test
  void countsRequestsByOperationAndConnectionsExactly() throws Exception {
    vault.seed("{\"keys\":[{\"name\":\"k\",\"kty\":\"EC\"}]}");
    client.get("/keys/k");
    client.get("/keys/k");
    client.get("/keys");
    client.token("wrong").get("/keys");
    assertThat(vault.counters().byOperation())
        .containsEntry("keys/get", 2L)
        .containsEntry("keys/list", 1L)
        .containsEntry("challenge", 1L)
        .hasSize(3);
    assertThat(vault.counters().requests()).isEqualTo(4);
    assertThat(vault.counters().connections()).isEqualTo(1);
    assertThat(vault.counters().mostInFlight()).isEqualTo(1);
    vault.counters().reset();
    assertThat(vault.counters().requests()).isZero();
    assertThat(vault.counters().connections()).isZero();
  }

  @Test
  void limitsATokenToItsPermissions() throws Exception {
    vault.seed("{\"keys\":[{\"name\":\"k\",\"kty\":\"EC\"}]}");
    client.token(vault.accessToken("keys/GET", "certificates/*"));
    assertThat(client.get("/keys/k").status()).isEqualTo(200);
    assertThat(client.get("/certificates").status()).isEqualTo(200);
    VaultClient.Answer refused = client.get("/keys");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body().at("/error/code").asText()).isEqualTo("Forbidden");
    assertThat(refused.body().at("/error/innererror/code").asText()).isEqualTo("ForbiddenByRbac");
    assertThat(refused.body().at("/error/message").asText())
        .startsWith("Caller is not authorized to perform action on resource.\r\n")
        .contains("\r\nAction: 'Microsoft.KeyVault/vaults/keys/read'\r\n");
  }

  @Test
  void refusesAnExpiredAndARevokedToken() throws Exception {
    try (VaultServer shortLived = VaultServer.builder().tokenLifetime(Duration.ZERO).start()) {
      VaultClient late = new VaultClient(shortLived, shortLived.accessToken());
      assertThat(late.get("/keys").body().at("/error/message").asText())
          .isEqualTo("[TokenExpired] Error validating token: 'S2S12086'.");
    }
    vault.revokeAccessTokens();
    assertThat(client.get("/keys").status()).isEqualTo(401);
  }

  @Test
  void seedsManyCertificatesThatShareAKey() throws Exception {
    vault.seed("{\"certificates\":[{\"count\":60,\"name\":\"cert-%04d\",\"kty\":\"EC\"}]}");
    List<String> names = new ArrayList<>();
    VaultClient.Answer page = client.get("/certificates");
    names.addAll(page.body().findValuesAsText("id"));
    assertThat(names).hasSize(25);
    while (!page.body().get("nextLink").isNull()) {
      page = client.apiVersion(null).get(page.body().get("nextLink").asText());
      names.addAll(page.body().findValuesAsText("id"));
    }
    assertThat(names).hasSize(60).isSorted().doesNotHaveDuplicates();
    assertThat(vault.counters().requests("certificates/list")).isEqualTo(3);
  }

  @Test
  void seedsACertificateWithAWholeChainInItsSecret() throws Exception {
    vault.seed(
        """
        {"certificates":[{"name":"leaf","chain":2,"kty":"EC","crv":"P-384","dnsNames":["localhost"],
                          "contentType":"pem","exportable":false}]}""");
    JsonNode secret = client.get("/secrets/leaf").body();
    assertThat(secret.get("contentType").asText()).isEqualTo("application/x-pem-file");
    String pem = secret.get("value").asText();
    assertThat(pem).doesNotContain("PRIVATE KEY");
    var chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    assertThat(chain).hasSize(3);
    chain.get(0).verify(chain.get(1).getPublicKey());
    chain.get(1).verify(chain.get(2).getPublicKey());
    assertThat(chain.get(2)).isEqualTo(vault.seedRoot());
    assertThat(chain.get(0).getSubjectAlternativeNames()).hasSize(1);
  }

  @Test
  void secretContainsTheKeyOnlyIfItIsExportable() throws Exception {
    vault.seed(
        """
        {"certificates":[{"name":"open","kty":"EC"},
                         {"name":"closed","kty":"EC","exportable":false}]}""");
    assertThat(pkcs12("open").isKeyEntry(pkcs12("open").aliases().nextElement())).isTrue();
    // The JDK shows a certificate without a key only if the file marks it as trusted.
    assertThat(pkcs12("closed").size()).isZero();
  }

  private KeyStore pkcs12(String name) throws Exception {
    String value = client.get("/secrets/" + name).body().get("value").asText();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(Base64.getDecoder().decode(value)), new char[0]);
    return store;
  }

  @Test
  void throttlesTheNextRequestsWithAndWithoutRetryAfter() throws Exception {
    vault.faults().inject("keys/list", 1, Fault.throttled());
    vault.faults().inject("keys/list", 1, Fault.throttled(Duration.ofMillis(1500)));
    VaultClient.Answer first = client.get("/keys");
    assertThat(first.status()).isEqualTo(429);
    assertThat(first.header("Retry-After")).isNull();
    assertThat(first.body().at("/error/code").asText()).isEqualTo("Throttled");
    assertThat(first.body().at("/error/innererror/code").asText())
        .isEqualTo("VaultRequestTypeLimitReached");
    assertThat(client.get("/keys").header("Retry-After")).isEqualTo("2");
    assertThat(client.get("/keys").status()).isEqualTo(200);
  }

  @Test
  void injectsEveryOtherFault() throws Exception {
    vault.faults().inject("*", 1, Fault.unavailable());
    assertThat(client.get("/keys").status()).isEqualTo(503);
    vault.faults().inject("*", 1, Fault.unauthorized());
    assertThat(client.get("/keys").status()).isEqualTo(401);
    vault.faults().inject("*", 1, Fault.reset());
    // Not a GET, which the client would repeat on a new connection.
    assertThatThrownBy(() -> client.post("/keys/k/create", "{}"))
        .isInstanceOf(IOException.class)
        .hasRootCauseMessage("Connection reset");
    vault.faults().inject("*", Fault.truncated());
    assertThatThrownBy(() -> client.get("/keys")).isInstanceOf(IOException.class);
    vault.faults().clear();
    vault.faults().inject("*", 1, Fault.garbage());
    assertThatThrownBy(() -> client.get("/keys")).hasMessageContaining("Unexpected character");
    vault.faults().inject("*", Fault.unavailable());
    vault.faults().clear();
    assertThat(client.get("/keys").status()).isEqualTo(200);
  }

  @Test
  void sendsRetryAfterAsADateAndInMilliseconds() throws Exception {
    Duration wait = Duration.ofSeconds(90);
    vault.faults().inject("keys/list", 1, Fault.throttled(wait, Fault.RetryAfter.DATE));
    VaultClient.Answer date = client.get("/keys");
    assertThat(Duration.between(time(date.header("Date")), time(date.header("Retry-After"))))
        .isEqualTo(wait);
    vault.faults().inject("keys/list", 1, Fault.throttled(wait, Fault.RetryAfter.MILLISECONDS));
    assertThat(client.get("/keys").header("x-ms-retry-after-ms")).isEqualTo("90000");
  }

  private static Instant time(String httpDate) {
    return ZonedDateTime.parse(httpDate, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }

  @Test
  void sendsTheConfiguredBody() throws Exception {
    vault.faults().inject("keys/list", 1, Fault.serverError());
    assertThat(client.get("/keys").status()).isEqualTo(500);
    vault.faults().inject("keys/list", 1, Fault.body("{\"a\":1}"));
    assertThat(client.get("/keys").raw().body()).isEqualTo("{\"a\":1}");
    vault.faults().inject("keys/list", 1, Fault.trickle(Duration.ofMillis(1)));
    assertThat(client.get("/keys").body().get("value").isArray()).isTrue();
    vault.faults().inject("keys/list", 1, Fault.challenge("https://a.example/t", "https://b"));
    assertThat(client.get("/keys").header("WWW-Authenticate"))
        .isEqualTo("Bearer authorization=\"https://a.example/t\", resource=\"https://b\"");
    vault.faults().inject("keys/list", Fault.resetInTheMiddle());
    assertThatThrownBy(() -> client.get("/keys")).isInstanceOf(IOException.class);
  }

  @Test
  void usesAnotherCertificate() throws Exception {
    for (ServerCertificate wrong :
        List.of(
            ServerCertificate.UNTRUSTED, ServerCertificate.EXPIRED, ServerCertificate.OTHER_HOST)) {
      vault.show(wrong);
      assertThatThrownBy(() -> client.get("/keys"))
          .isInstanceOf(javax.net.ssl.SSLHandshakeException.class);
    }
    vault.show(ServerCertificate.VALID);
    assertThat(client.get("/keys").status()).isEqualTo(200);
    vault.cutConnections();
    assertThat(client.get("/keys").status()).isEqualTo(200);
  }

  @Test
  void delaysAResponse() throws Exception {
    vault.faults().inject("keys/list", 1, Fault.delay(Duration.ofMillis(200)));
    long begin = System.nanoTime();
    assertThat(client.get("/keys").status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(199));
  }

  @Test
  void hangsUntilTheClientGivesUp() {
    vault.faults().inject("keys/list", 1, Fault.hang());
    var request =
        java.net.http.HttpRequest.newBuilder(
                vault.uri().resolve("/keys?api-version=" + VaultClient.API))
            .header("Authorization", "Bearer " + vault.accessToken())
            .timeout(Duration.ofMillis(300))
            .build();
    assertThatThrownBy(() -> client.send(request))
        .isInstanceOf(java.net.http.HttpTimeoutException.class);
  }

  @Test
  void returnsShortAndEmptyPagesBeforeTheLast() throws Exception {
    vault.seed("{\"keys\":[{\"count\":3,\"name\":\"k%d\",\"kty\":\"EC\"}]}");
    vault.faults().pageSizes(1, 0);
    JsonNode first = client.get("/keys").body();
    assertThat(first.get("value")).hasSize(1);
    client.apiVersion(null);
    JsonNode second = client.get(first.get("nextLink").asText()).body();
    assertThat(second.get("value")).isEmpty();
    JsonNode third = client.get(second.get("nextLink").asText()).body();
    assertThat(third.get("value")).hasSize(2);
    assertThat(third.get("nextLink").isNull()).isTrue();
  }
}
