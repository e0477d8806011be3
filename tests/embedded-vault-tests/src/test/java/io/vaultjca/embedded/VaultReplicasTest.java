package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several vaults with the same keys. */
class VaultReplicasTest {
  private static final String SEED =
      """
      {"keys": [{"name": "k", "kty": "EC"}, {"name": "r"}],
       "certificates": [{"name": "c", "subject": "CN=c", "kty": "EC", "chain": 1}],
       "secrets": [{"name": "s", "value": "v"}]}
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private VaultReplicas vaults;
  private List<VaultClient> clients;

  @BeforeEach
  void start() {
    vaults = VaultServer.builder().startReplicas(3);
    vaults.seed(SEED);
    // The token and the CA of the first vault.
    String token = vaults.get(0).accessToken();
    clients = vaults.vaults().stream().map(vault -> new VaultClient(vault, token)).toList();
  }

  @AfterEach
  void close() {
    vaults.close();
  }

  @Test
  void haveTheSameObjectsWithDifferentVersions() throws Exception {
    assertThat(each(vault -> vault.at("/key/x").asText(), "/keys/k")).hasSize(1);
    assertThat(each(vault -> vault.at("/key/n").asText(), "/keys/r")).hasSize(1);
    assertThat(each(vault -> vault.at("/cer").asText(), "/certificates/c")).hasSize(1);
    assertThat(each(vault -> vault.at("/value").asText(), "/secrets/s")).hasSize(1);
    assertThat(each(vault -> vault.at("/value").asText(), "/secrets/c")).hasSize(1);
    for (VaultClient client : clients) {
      JsonNode certificate = client.get("/certificates/c").body();
      String key = certificate.get("kid").asText();
      assertThat(key).endsWith(version(certificate.get("id").asText()));
      assertThat(certificate.get("sid").asText()).endsWith(version(key));
      assertThat(client.get(key + "?api-version=" + VaultClient.API).status()).isEqualTo(200);
    }
    assertThat(each(vault -> version(vault.at("/key/kid").asText()), "/keys/k")).hasSize(3);
    assertThat(each(vault -> version(vault.at("/id").asText()), "/certificates/c")).hasSize(3);
  }

  @Test
  void seedNewVersionsInAllAndAnotherKeyInOne() throws Exception {
    String before = clients.get(1).get("/keys/k").body().at("/key/x").asText();
    clients.get(1).delete("/secrets/s");
    vaults.seed("{\"keys\": [{\"name\": \"k\", \"kty\": \"EC\"}]}");
    assertThat(each(vault -> vault.at("/key/x").asText(), "/keys/k"))
        .hasSize(1)
        .doesNotContain(before);
    for (VaultClient client : clients) {
      assertThat(client.get("/keys/k/versions").body().get("value")).hasSize(2);
    }
    assertThat(clients.get(1).get("/secrets/s").status()).isEqualTo(404);
    vaults.get(2).seed("{\"keys\": [{\"name\": \"k\", \"kty\": \"EC\"}]}");
    assertThat(each(vault -> vault.at("/key/x").asText(), "/keys/k")).hasSize(2);
  }

  @Test
  void areInOneFileAndAcceptItsToken(@TempDir Path folder) throws Exception {
    Properties properties = new Properties();
    try (var in = Files.newInputStream(vaults.writeProperties(folder.resolve("v")))) {
      properties.load(in);
    }
    assertThat(properties)
        .containsEntry("azure.keyvault.uri", vaults.get(0).uri().toString())
        .containsEntry("azure.keyvault.replicas", vaults.get(1).uri() + ", " + vaults.get(2).uri());
    Path ca = Path.of(properties.getProperty("azure.keyvault.trust-certificates"));
    HttpClient client = HttpClient.newBuilder().sslContext(VaultClient.trusting(ca)).build();
    for (VaultServer vault : vaults.vaults()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(vault.uri() + "/keys?api-version=" + VaultClient.API))
              .header(
                  "Authorization",
                  "Bearer " + properties.getProperty("azure.keyvault.access-token"))
              .build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
    assertThat(vaults.get(2).identity().clientSecret())
        .isEqualTo(vaults.get(0).identity().clientSecret());
  }

  @Test
  void controlEndpointStopsSlowsStartsAndCountsEach() throws Exception {
    try (ControlEndpoint control = new ControlEndpoint(vaults)) {
      clients.get(0).get("/keys/k");
      assertThat(control(control, "DELETE", "/2/counters", "").statusCode()).isEqualTo(204);
      assertThat(control(control, "POST", "/2/stop", "").statusCode()).isEqualTo(204);
      assertThatThrownBy(() -> clients.get(1).get("/keys/k")).isInstanceOf(ConnectException.class);
      assertThat(clients.get(0).get("/keys/k").status()).isEqualTo(200);
      assertThat(control(control, "POST", "/2/restart", "").statusCode()).isEqualTo(204);
      assertThat(clients.get(1).get("/keys/k").status()).isEqualTo(200);
      control(control, "POST", "/3/slow", "{\"milliseconds\":200}");
      long begin = System.nanoTime();
      assertThat(clients.get(2).get("/keys/k").status()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(199));
      control(control, "POST", "/3/slow", "{}");
      control(control, "POST", "/2/faults", "{\"fault\":\"throttled\",\"times\":1}");
      assertThat(clients.get(1).get("/keys/k").status()).isEqualTo(429);
      ObjectMapper json = new ObjectMapper();
      JsonNode counters = json.readTree(control(control, "GET", "/2/counters", "").body());
      assertThat(counters.get("requests").asInt()).isEqualTo(2);
      assertThat(counters.get("throttled").asInt()).isEqualTo(1);
      assertThat(json.readTree(control(control, "GET", "/counters", "").body()).get("requests"))
          .hasToString("2");
      control(control, "POST", "/seed", "{\"keys\":[{\"name\":\"all\",\"kty\":\"EC\"}]}");
      assertThat(each(vault -> vault.at("/key/x").asText(), "/keys/all")).hasSize(1);
      control(control, "POST", "/1/seed", "{\"keys\":[{\"name\":\"one\",\"kty\":\"EC\"}]}");
      assertThat(clients.get(0).get("/keys/one").status()).isEqualTo(200);
      assertThat(clients.get(1).get("/keys/one").status()).isEqualTo(404);
      assertThat(control(control, "POST", "/4/stop", "").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void numberOneToSixteen() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VaultServer.builder().startReplicas(17))
        .withMessage("1 to 16 vaults, not 17");
  }

  private Set<String> each(Function<JsonNode, String> view, String path) throws Exception {
    Set<String> values = new HashSet<>();
    for (VaultClient client : clients) {
      values.add(view.apply(client.get(path).body()));
    }
    assertThat(values).doesNotContain("");
    return values;
  }

  private static String version(String identifier) {
    return identifier.substring(identifier.lastIndexOf('/') + 1);
  }

  private HttpResponse<String> control(
      ControlEndpoint control, String method, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(control.properties().get("control.uri") + path))
            .header("Authorization", "Bearer " + control.properties().get("control.token"))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
