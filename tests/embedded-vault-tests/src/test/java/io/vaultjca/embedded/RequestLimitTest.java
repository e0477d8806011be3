package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limit of a vault, counted as in the service's document on its limits. */
class RequestLimitTest {
  private static final Map<String, String> KEYS =
      Map.of(
          "rsa", "'size':2048",
          "rsa-hsm", "'kty':'RSA-HSM','size':2048",
          "rsa3", "'size':3072",
          "rsa3-hsm", "'kty':'RSA-HSM','size':3072",
          "rsa4", "'size':4096",
          "rsa4-hsm", "'kty':'RSA-HSM','size':4096",
          "ec", "'kty':'EC'",
          "ec-hsm", "'kty':'EC-HSM','crv':'P-521'");

  private final MovableClock clock = new MovableClock();
  private VaultServer vault;
  private VaultClient client;

  private void start(int operations, String... keys) {
    vault = VaultServer.builder().clock(clock).limit(operations, Duration.ofSeconds(10)).start();
    for (String key : keys) {
      vault.seed("{'keys':[{'name':'%s',%s}]}".formatted(key, KEYS.get(key)).replace('\'', '"'));
    }
    client = new VaultClient(vault, vault.accessToken());
  }

  @AfterEach
  void close() {
    vault.close();
  }

  /** Each row of the document, a hundredth of it, and keys in an HSM at half. */
  @ParameterizedTest
  @CsvSource({"rsa,40", "rsa-hsm,20", "ec,40", "ec-hsm,20"})
  void acceptsFewerExpensiveOperations(String key, int taken) throws Exception {
    acceptsNoMoreThan(taken, key);
  }

  @ParameterizedTest
  @CsvSource({"rsa3,10", "rsa3-hsm,5", "rsa4,5", "rsa4-hsm,2"})
  @EnabledIfSystemProperty(
      named = "vaultjca.full",
      matches = "true",
      disabledReason = "It runs with mvn -Pfull.")
  void acceptsEvenFewerOperationsOfLongKeys(String key, int taken) throws Exception {
    acceptsNoMoreThan(taken, key);
  }

  private void acceptsNoMoreThan(int taken, String key) throws Exception {
    start(40, key);
    for (int i = 0; i < taken; i++) {
      assertThat(client.get("/keys/" + key).status()).as("request %d", i).isEqualTo(200);
    }
    assertThat(client.get("/keys/" + key).status()).isEqualTo(429);
    assertThat(vault.counters().throttled()).isEqualTo(1);
    assertThat(vault.counters().requests("keys/get")).isEqualTo(taken + 1);
  }

  /** The document: "248 RSA 4,096-bit HSM-key GET transactions and 16 RSA 2,048-bit" of 250. */
  @Test
  @EnabledIfSystemProperty(
      named = "vaultjca.full",
      matches = "true",
      disabledReason = "It runs with mvn -Pfull.")
  void addsUpTheCostsOfAllOperations() throws Exception {
    start(40, "rsa4-hsm", "rsa-hsm", "rsa");
    assertThat(client.get("/keys/rsa4-hsm").status()).isEqualTo(200);
    for (int i = 0; i < 8; i++) {
      assertThat(client.get("/keys/rsa-hsm").status()).isEqualTo(200);
    }
    for (int i = 0; i < 8; i++) {
      assertThat(client.get("/secrets").status()).isEqualTo(200);
    }
    assertThat(client.get("/keys/rsa").status()).isEqualTo(429);
  }

  @Test
  void refusesUntilTheWindowEndsAndDoesNotCountRefusedRequests() throws Exception {
    start(2, "ec");
    assertThat(client.token("wrong").get("/keys/ec").status()).isEqualTo(401);
    client.token(vault.accessToken());
    assertThat(client.get("/keys/ec").status()).isEqualTo(200);
    clock.advance(Duration.ofMillis(6_500));
    assertThat(client.get("/keys/ec").status()).isEqualTo(200);
    for (int i = 0; i < 5; i++) {
      VaultClient.Answer refused =
          client.post("/keys/ec//sign", "{'alg':'ES256','value':'" + "A".repeat(43) + "'}");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isEqualTo("4");
      assertThat(refused.body().at("/error/code").asText()).isEqualTo("Throttled");
      assertThat(refused.body().at("/error/innererror/code").asText())
          .isEqualTo("VaultRequestTypeLimitReached");
    }
    clock.advance(Duration.ofMillis(3_499));
    assertThat(client.get("/keys/ec").status()).isEqualTo(429);
    clock.advance(Duration.ofMillis(1));
    assertThat(client.get("/keys/ec").status()).isEqualTo(200);
    assertThat(client.get("/keys/ec").status()).isEqualTo(200);
    assertThat(client.get("/keys/ec").status()).isEqualTo(429);
    assertThat(vault.counters().throttled()).isEqualTo(7);
    vault.counters().reset();
    assertThat(vault.counters().throttled()).isZero();
  }

  /** Ten keys in an HSM, twenty in software. */
  @ParameterizedTest
  @CsvSource({"EC,20", "EC-HSM,10"})
  void createsFewKeys(String type, int taken) throws Exception {
    start(4_000);
    String body = "{'kty':'" + type + "'}";
    for (int i = 0; i < taken; i++) {
      assertThat(client.post("/keys/new/create", body).status()).isEqualTo(200);
    }
    assertThat(client.post("/keys/new/create", body).status()).isEqualTo(429);
    clock.advance(Duration.ofSeconds(10));
    assertThat(client.post("/keys/new/rotate", null).status()).isEqualTo(200);
  }

  @Test
  void acceptsAnOperationAboveTheLimitAlone() throws Exception {
    start(3, "ec", "rsa4");
    assertThat(client.post("/keys/new/create", "{'kty':'EC'}").status()).isEqualTo(200);
    assertThat(client.get("/keys/ec").status()).isEqualTo(429);
    clock.advance(Duration.ofSeconds(10));
    assertThat(client.get("/keys/rsa4").status()).isEqualTo(200);
  }

  @Test
  void requiresAtLeastOneOperation() {
    start(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VaultServer.builder().limit(0, Duration.ofSeconds(1)))
        .withMessage("a limit is at least 1 operation in at least 1 ms, not 0 in PT1S");
  }
}
