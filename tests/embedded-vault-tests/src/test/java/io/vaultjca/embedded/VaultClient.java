package io.vaultjca.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Plain HTTP to a vault, for what no SDK sends or shows. */
final class VaultClient {
  static final String API = "2025-07-01";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final URI uri;
  private String token;
  private String apiVersion = API;

  record Answer(int status, HttpResponse<String> raw, JsonNode body) {
    String header(String name) {
      return raw.headers().firstValue(name).orElse(null);
    }
  }

  VaultClient(VaultServer vault, String token) {
    this.uri = vault.uri();
    this.token = token;
    this.http = client(vault);
  }

  static HttpClient client(VaultServer vault) {
    return HttpClient.newBuilder()
        .sslContext(trusting(vault.caCertificate()))
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  /** Returns a context that trusts the CA in the vault's file. */
  static SSLContext trusting(Path ca) {
    try {
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      trust.setCertificateEntry(
          "ca",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(ca))));
      TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
      managers.init(trust);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  VaultClient token(String changed) {
    this.token = changed;
    return this;
  }

  VaultClient apiVersion(String changed) {
    this.apiVersion = changed;
    return this;
  }

  Answer get(String path) throws IOException {
    return send("GET", path, null);
  }

  Answer post(String path, String body) throws IOException {
    return send("POST", path, body);
  }

  Answer patch(String path, String body) throws IOException {
    return send("PATCH", path, body);
  }

  Answer put(String path, String body) throws IOException {
    return send("PUT", path, body);
  }

  Answer delete(String path) throws IOException {
    return send("DELETE", path, null);
  }

  /**
   * Sends one request.
   *
   * @param body null for none; single quotes become double quotes
   */
  Answer send(String method, String path, String body) throws IOException {
    String version =
        apiVersion == null ? "" : (path.contains("?") ? "&" : "?") + "api-version=" + apiVersion;
    String target = path.startsWith("https:") ? path : uri + path + version;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target)).timeout(Duration.ofSeconds(20));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
    }
    return send(request.build());
  }

  Answer send(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      String text = response.body();
      JsonNode node = text.isEmpty() ? null : JSON.readTree(text);
      return new Answer(response.statusCode(), response, node);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }
}
