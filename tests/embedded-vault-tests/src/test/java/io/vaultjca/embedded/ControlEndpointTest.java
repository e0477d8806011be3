package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Control of a vault from another process. */
class ControlEndpointTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private VaultServer vault;
  private ControlEndpoint control;
  private VaultClient client;

  @BeforeEach
  void start() {
    vault = VaultServer.start();
    control = new ControlEndpoint(vault);
    client = new VaultClient(vault, vault.accessToken());
  }

  @AfterEach
  void close() {
    control.close();
    vault.close();
  }

  /** Returns a valid body for a fault. */
  static byte[] fault(String name) {
    String members =
        name.equals("challenge")
            ? ",\"authorization\":\"https://a.example/t\",\"resource\":\"https://b.example\""
            : "";
    return "{\"fault\":\"%s\"%s}".formatted(name, members).getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"unavailable,503", "server-error,500", "unauthorized,401", "challenge,401"})
  void injectsARefusal(String fault, int status) throws Exception {
    done("POST", "/faults", new String(fault(fault), StandardCharsets.UTF_8));
    assertThat(client.get("/keys").status()).isEqualTo(status);
    assertThat(client.get("/keys").status()).isEqualTo(status);
    done("DELETE", "/faults", "");
    assertThat(client.get("/keys").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"reset", "reset-in-the-middle", "truncated"})
  void injectsABrokenConnection(String fault) throws Exception {
    done("POST", "/faults", "{'operation':'keys/list','fault':'%s'}".formatted(fault));
    assertThatThrownBy(() -> client.get("/keys")).isInstanceOf(IOException.class);
  }

  @Test
  void injectsAHangUntilTheClientGivesUp() throws Exception {
    done("POST", "/faults", "{'fault':'hang','times':1}");
    HttpRequest request =
        HttpRequest.newBuilder(vault.uri().resolve("/keys?api-version=" + VaultClient.API))
            .timeout(Duration.ofMillis(300))
            .build();
    assertThatThrownBy(() -> client.send(request))
        .isInstanceOf(java.net.http.HttpTimeoutException.class);
  }

  @Test
  void injectsFaultsWithMembers() throws Exception {
    done("POST", "/faults", "{'fault':'throttled','milliseconds':1500,'times':1}");
    assertThat(client.get("/keys").header("Retry-After")).isEqualTo("2");
    done(
        "POST",
        "/faults",
        "{'fault':'throttled','milliseconds':1500,'header':'milliseconds','times':1}");
    assertThat(client.get("/keys").header("x-ms-retry-after-ms")).isEqualTo("1500");
    done("POST", "/faults", "{'fault':'throttled','times':1}");
    VaultClient.Answer throttled = client.get("/keys");
    assertThat(throttled.status()).isEqualTo(429);
    assertThat(throttled.header("Retry-After")).isNull();
    done("POST", "/faults", "{'fault':'body','status':502,'text':'{}','times':1}");
    VaultClient.Answer body = client.get("/keys");
    assertThat(body.status()).isEqualTo(502);
    assertThat(body.raw().body()).isEqualTo("{}");
    done("POST", "/faults", "{'fault':'oversized','bytes':5000,'announced':false,'times':1}");
    assertThat(client.get("/keys").raw().body()).hasSize(5000).isBlank();
    done("POST", "/faults", "{'fault':'claims-challenge','claims':'{}','times':1}");
    assertThat(client.get("/keys").header("WWW-Authenticate")).contains("claims=\"e30=\"");
    done("POST", "/faults", "{'fault':'trickle','milliseconds':1,'times':1}");
    assertThat(client.get("/keys").body().get("value").isArray()).isTrue();
    done("POST", "/faults", "{'fault':'garbage','times':1}");
    assertThatThrownBy(() -> client.get("/keys")).hasMessageContaining("Unexpected character");
    long begin = System.nanoTime();
    done("POST", "/faults", "{'fault':'delay','milliseconds':200,'times':1}");
    assertThat(client.get("/keys").status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(199));
  }

  @Test
  void injectsRandomFaultsAndCountsThem() throws Exception {
    done("POST", "/sometimes", "{'probability':1,'seed':7,'faults':[{'fault':'server-error'}]}");
    assertThat(client.get("/keys").status()).isEqualTo(500);
    assertThat(send("GET", "/counters", "").get("faultsMet").asLong()).isEqualTo(1);
  }

  @Test
  void closesConnectionsChangesTheCertificateAndSetsPages() throws Exception {
    done("POST", "/seed", "{'keys':[{'count':3,'name':'k%d','kty':'EC'}]}");
    done("POST", "/pages", "{'sizes':[1]}");
    assertThat(client.get("/keys").body().get("value")).hasSize(1);
    done("DELETE", "/connections", "");
    assertThat(client.get("/keys").body().get("value")).hasSize(3);
    assertThat(vault.counters().connections()).isEqualTo(2);
    done("POST", "/certificate", "{'show':'EXPIRED'}");
    assertThatThrownBy(() -> client.get("/keys")).isInstanceOf(SSLHandshakeException.class);
    done("POST", "/certificate", "{'show':'VALID'}");
    assertThat(client.get("/keys").status()).isEqualTo(200);
    done("DELETE", "/tokens", "");
    assertThat(client.get("/keys").status()).isEqualTo(401);
    client.token(send("POST", "/tokens", "{'permissions':['keys/list']}").get("token").asText());
    assertThat(client.get("/keys").status()).isEqualTo(200);
    assertThat(client.get("/keys/k1").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/faults|{'fault':'flood'}|there is no fault 'flood'",
        "/faults|{}|fault is missing",
        "/faults|{'fault':'reset','time':1}|there is no member 'time' here",
        "/faults|{'fault':'reset','milliseconds':1}|there is no member 'milliseconds' here",
        "/faults|{'fault':'delay','milliseconds':'1'}|milliseconds must be a whole number from 0 to 2147483647",
        "/faults|{'fault':'delay','milliseconds':-1}|milliseconds must be a whole number from 0 to 2147483647",
        "/faults|{'fault':'reset','times':0}|times must be a whole number from 1 to 2147483647",
        "/faults|{'fault':'body','status':99}|status must be a whole number from 200 to 599",
        "/faults|{'fault':'throttled','milliseconds':1,'header':'x'}|header must be seconds, date or milliseconds, not x",
        "/faults|{'fault':'challenge'}|authorization is missing",
        "/faults|{'fault':'oversized','announced':'yes'}|announced must be true or false",
        "/faults|{'fault':7}|fault must be a string",
        "/faults|[]|the body must be a JSON object",
        "/sometimes|{'probability':2,'faults':[{'fault':'reset'}]}|probability must be a number from 0 to 1",
        "/sometimes|{'probability':1}|faults is missing",
        "/pages|{'sizes':[-1]}|sizes must be a whole number from 0 to 2147483647",
        "/pages|{'sizes':1}|sizes must be a list",
        "/tokens|{'permissions':[1]}|permissions must be a list of strings",
        "/certificate|{'show':'NONE'}|show must be one of [VALID, UNTRUSTED, EXPIRED, OTHER_HOST], not NONE",
        "/seed|{'keyz':[]}|the seed (line 1, keyz): Property keyz is not recognized",
        "/seed|{'certificates':[{'name':'c','validity':'P999999999Y'}]}|the certificate c (line 1, validity): validity must be an ISO 8601 duration such as P1Y or PT2H, not P999999999Y"
      })
  void namesTheInvalidMember(String path, String body, String message) throws Exception {
    assertThat(send("POST", path, body).get("error").asText()).isEqualTo(message);
    assertThat(client.get("/keys").status()).isEqualTo(200);
  }

  private void done(String method, String path, String body) throws Exception {
    HttpResponse<String> answer = exchange(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }

  private JsonNode send(String method, String path, String body) throws Exception {
    return new ObjectMapper().readTree(exchange(method, path, body).body());
  }

  private HttpResponse<String> exchange(String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(control.properties().get("control.uri") + path))
            .header("Authorization", "Bearer " + control.properties().get("control.token"))
            .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
