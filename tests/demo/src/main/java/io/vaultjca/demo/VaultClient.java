package io.vaultjca.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A client for the requests of the REST interface that create a certificate. */
final class VaultClient {
  private static final String API_VERSION = "?api-version=7.6";
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 100;

  private final ObjectMapper json = new ObjectMapper();
  private final String uri;
  private final String accessToken;
  private final HttpClient http;
  private int requests;

  /**
   * Creates a client for an embedded vault.
   *
   * @param properties the key store file that the vault wrote
   */
  VaultClient(Path properties) throws IOException {
    Properties settings = new Properties();
    try (Reader reader = Files.newBufferedReader(properties)) {
      settings.load(reader);
    }
    uri = settings.getProperty("azure.keyvault.uri");
    accessToken = settings.getProperty("azure.keyvault.access-token");
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(
                trusting(Path.of(settings.getProperty("azure.keyvault.trust-certificates"))))
            .build();
  }

  private static SSLContext trusting(Path pem) throws IOException {
    try (InputStream content = Files.newInputStream(pem)) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(content));
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("Cannot trust the certificate in " + pem, e);
    }
  }

  /** The properties of a certificate's key. */
  record KeyProperties(ObjectNode json) {}

  static KeyProperties rsa2048() {
    return new KeyProperties(
        new ObjectMapper()
            .createObjectNode()
            .put("kty", "RSA")
            .put("key_size", 2048)
            .put("exportable", false));
  }

  static KeyProperties p256() {
    return new KeyProperties(
        new ObjectMapper()
            .createObjectNode()
            .put("kty", "EC")
            .put("crv", "P-256")
            .put("exportable", false));
  }

  /** A created certificate. */
  record Created(String subject, String pem, int requests, Duration time) {}

  String uri() {
    return uri;
  }

  /** Creates a self-signed certificate for code signing, and waits for it. */
  Created createCertificate(String name, KeyProperties key)
      throws IOException, InterruptedException, StepFailed {
    long started = System.nanoTime();
    int before = requests;
    ObjectNode body = json.createObjectNode();
    ObjectNode policy = body.putObject("policy");
    policy.set("key_props", key.json());
    policy.putObject("secret_props").put("contentType", "application/x-pkcs12");
    ObjectNode x509 = policy.putObject("x509_props");
    x509.put("subject", "CN=" + name + ", O=Example");
    x509.put("validity_months", 12);
    x509.putArray("ekus").add(CODE_SIGNING);
    x509.putArray("key_usage").add("digitalSignature");
    policy.putObject("issuer").put("name", "Self");

    String path = "/certificates/" + name;
    send("POST", path + "/create", body, 202);
    long deadline = started + LONGEST.toNanos();
    while (!send("GET", path + "/pending", null, 200).path("status").asText().equals("completed")) {
      if (System.nanoTime() > deadline) {
        throw new StepFailed(
            "%s was not issued within %s seconds".formatted(name, LONGEST.toSeconds()));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    byte[] encoded =
        Base64.getDecoder().decode(send("GET", path + "/", null, 200).path("cer").asText());
    return new Created(
        subject(encoded),
        pem(encoded),
        requests - before,
        Duration.ofNanos(System.nanoTime() - started));
  }

  private JsonNode send(String method, String path, JsonNode body, int expected)
      throws IOException, InterruptedException, StepFailed {
    requests++;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri + path + API_VERSION))
            .timeout(LONGEST)
            .header("Authorization", "Bearer " + accessToken)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != expected) {
      throw new StepFailed(
          "The vault answered %s to %s %s: %s"
              .formatted(response.statusCode(), method, path, response.body()));
    }
    return json.readTree(response.body());
  }

  private static String subject(byte[] encoded) throws IOException {
    try {
      return ((X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(encoded)))
          .getSubjectX500Principal()
          .getName();
    } catch (GeneralSecurityException e) {
      throw new IOException("The vault's certificate cannot be read", e);
    }
  }

  private static String pem(byte[] encoded) {
    Base64.Encoder base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(base64.encodeToString(encoded));
  }
}
