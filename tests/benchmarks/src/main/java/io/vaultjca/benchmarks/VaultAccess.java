package io.vaultjca.benchmarks;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
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
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Access to an embedded vault in another process, and to its control endpoint. The variable {@value
 * #FOLDER} names the folder with its files.
 */
public final class VaultAccess {
  /** The variable that names the folder of the vault's files. */
  static final String FOLDER = "VAULTJCA_BENCHMARK_VAULT";

  static final String KEY_STORE_FILE = "vault.properties";
  static final String CONTROL_FILE = "control.properties";
  static final String PID_FILE = "vault.pid";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Properties keyStoreFile;
  private final Properties control;
  private final HttpClient http = HttpClient.newHttpClient();

  private VaultAccess(Path folder) throws IOException {
    this.folder = folder;
    this.keyStoreFile = read(folder.resolve(KEY_STORE_FILE));
    this.control = read(folder.resolve(CONTROL_FILE));
  }

  /** The vault's counters since its start. */
  record Counters(long requests, long connections, int mostInFlight) {}

  /**
   * The identity of a real credential.
   *
   * @param authorityHost the token endpoint of an application
   * @param ofAppService the variables of a managed identity
   */
  record Identity(
      String authorityHost,
      String tenantId,
      String clientId,
      String clientSecret,
      Map<String, String> ofAppService) {}

  static VaultAccess in(Path folder) throws IOException {
    return new VaultAccess(folder);
  }

  /** The vault that the environment of this process names. */
  static VaultAccess ofEnvironment() throws IOException {
    String folder = System.getenv(FOLDER);
    if (folder == null) {
      throw new IllegalStateException(FOLDER + " does not name the folder of a vault's files");
    }
    return in(Path.of(folder));
  }

  /** The number of requests that several vaults received. */
  long requests(int vaults) throws IOException {
    long requests = 0;
    for (int number = 1; number <= vaults; number++) {
      String counters = control("GET", "/" + number + "/counters", "");
      requests += JSON.readTree(counters).path("requests").asLong();
    }
    return requests;
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    }
    return properties;
  }

  Path folder() {
    return folder;
  }

  URI uri() {
    return URI.create(keyStoreFile.getProperty("azure.keyvault.uri"));
  }

  String accessToken() {
    return keyStoreFile.getProperty("azure.keyvault.access-token");
  }

  Path trustedCertificates() {
    return Path.of(keyStoreFile.getProperty("azure.keyvault.trust-certificates"));
  }

  /** A key store file with further lines. */
  String keyStoreFile(String... lines) throws IOException {
    return Files.readString(folder.resolve(KEY_STORE_FILE)) + String.join("\n", lines) + "\n";
  }

  /** Writes a key store file without an access token. */
  Path keyStoreFileWithoutToken(String name, String lines) throws IOException {
    return Files.writeString(
        folder.resolve(name),
        keyStoreFile(lines).replaceFirst("(?m)^azure\\.keyvault\\.access-token.*\\R", ""));
  }

  /** The identity of a credential that can get a token for the vault. */
  Identity identity() throws IOException {
    JsonNode identity = JSON.readTree(control("GET", "/identity", ""));
    return new Identity(
        identity.path("authorityHost").asText(),
        identity.path("tenantId").asText(),
        identity.path("clientId").asText(),
        identity.path("clientSecret").asText(),
        JSON.convertValue(identity.path("appService"), new TypeReference<>() {}));
  }

  /** A context of the JDK's providers that trusts the vault. */
  SSLContext sslContext() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12", "SunJSSE");
    trusted.load(null, null);
    try (InputStream pem = new ByteArrayInputStream(Files.readAllBytes(trustedCertificates()))) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509", "SUN").generateCertificate(pem));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", "SunJSSE");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** The processor time that the vault's process has used. */
  Duration processorTime() throws IOException {
    long pid = Long.parseLong(Files.readString(folder.resolve(PID_FILE)).strip());
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow(() -> new IllegalStateException("The vault's process " + pid + " is gone"));
  }

  /** Delays every answer from now on; 0 ends a delay. */
  void delay(int milliseconds) throws IOException {
    control("DELETE", "/faults", "");
    if (milliseconds > 0) {
      control(
          "POST",
          "/faults",
          String.format(
              Locale.ROOT,
              "{\"operation\":\"*\",\"fault\":\"delay\",\"milliseconds\":%d}",
              milliseconds));
    }
  }

  void seed(String json) throws IOException {
    control("POST", "/seed", json);
  }

  Counters counters() throws IOException {
    JsonNode counters = JSON.readTree(control("GET", "/counters", ""));
    return new Counters(
        counters.path("requests").asLong(),
        counters.path("connections").asLong(),
        counters.path("mostInFlight").asInt());
  }

  void resetCounters() throws IOException {
    control("DELETE", "/counters", "");
  }

  private String control(String method, String path, String body) throws IOException {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(control.getProperty("control.uri") + path))
                  .header("Authorization", "Bearer " + control.getProperty("control.token"))
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IOException(method + " " + path + ": " + answer.statusCode() + answer.body());
      }
      return answer.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException(method + " " + path).initCause(e);
    }
  }
}
