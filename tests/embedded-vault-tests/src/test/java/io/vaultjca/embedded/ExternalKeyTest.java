package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.azure.security.keyvault.keys.models.KeyProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * External keys of a Managed HSM, and seeded keys that no version of the service has. Members are
 * from the specification, operations from Microsoft's documentation.
 */
class ExternalKeyTest {
  private static final String SECRET =
      Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString("a content key of 32 octets sizes".getBytes(StandardCharsets.UTF_8));

  private static VaultServer hsm;
  private static VaultClient client;

  @BeforeAll
  static void start() {
    hsm = VaultServer.builder().managedHsm(true).start();
    client = new VaultClient(hsm, hsm.accessToken()).apiVersion("2026-04-01");
    hsm.seed(
        """
        {"keys": [{"name": "rsa", "kty": "RSA", "external_key": "kek-rsa"},
                  {"name": "aes", "kty": "oct", "external_key": "kek-aes"},
                  {"name": "own", "kty": "oct"},
                  {"name": "odd", "kty": "EC",
                   "answers": {"key": {"kty": "LMS-HSM", "crv": null, "levels": 2},
                               "attributes": {"quorum": {"of": 5}, "exportable": null}}},
                  {"name": "curve", "kty": "EC", "answers": {"key": {"crv": "Ed448"}}}]}
        """);
  }

  @AfterAll
  static void close() {
    hsm.close();
  }

  @ParameterizedTest
  @CsvSource({"rsa,RSA-OAEP", "rsa,RSA-OAEP-256", "aes,A256KW"})
  void wrapsAndUnwraps(String key, String algorithm) throws Exception {
    String body = "{'alg':'%s','value':'%s'}";
    JsonNode wrapped =
        client.post("/keys/" + key + "//wrapkey", body.formatted(algorithm, SECRET)).body();
    String value = wrapped.get("value").asText();
    assertThat(value).isNotEqualTo(SECRET);
    assertThat(
            client
                .post("/keys/" + key + "//unwrapkey", body.formatted(algorithm, value))
                .body()
                .get("value")
                .asText())
        .isEqualTo(SECRET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rsa|sign|'alg':'RS256'|403|Operation sign is not permitted on this key.",
        "rsa|verify|'alg':'RS256','digest':'AA'|403|Operation verify is not permitted on this key.",
        "rsa|encrypt|'alg':'RSA-OAEP'|403|Operation encrypt is not permitted on this key.",
        "rsa|decrypt|'alg':'RSA-OAEP'|403|Operation decrypt is not permitted on this key.",
        "aes|encrypt|'alg':'A256GCM'|403|Operation encrypt is not permitted on this key.",
        "aes|sign|'alg':'HS256'|403|Operation sign is not permitted on this key.",
        "rsa|wrapkey|'alg':'RSA1_5'|400|Algorithm 'RSA1_5' is not supported by operation wrapKey.",
        "aes|wrapkey|'alg':'CKM_AES_KEY_WRAP_PAD'|400|Algorithm 'CKM_AES_KEY_WRAP_PAD' is not supported by operation wrapKey.",
        "aes|wrapkey|'alg':'A256KWPAD'|400|Algorithm 'A256KWPAD' is not supported by operation wrapKey.",
        "own|wrapkey|'alg':'A256KWPAD'|400|Algorithm 'A256KWPAD' is not supported by operation wrapKey."
      })
  void refusesEveryOtherOperation(
      String key, String operation, String members, int status, String message) throws Exception {
    assertRefused(
        client.post("/keys/" + key + "//" + operation, "{%s,'value':'AAAA'}".formatted(members)),
        status,
        message);
  }

  @Test
  void cannotBeRotatedOrBackedUp() throws Exception {
    for (String operation : List.of("rotate", "backup")) {
      assertRefused(
          client.post("/keys/rsa/" + operation, null),
          403,
          "Operation " + operation + " is not supported for an external key.");
    }
  }

  @Test
  void isCreatedWithItsIdentifierWhichCannotChange() throws Exception {
    String create =
        "{'kty':'oct','attributes':{'external_key':{'id':'%s'}},'key_ops':['wrapKey','unwrapKey']}";
    JsonNode created = client.post("/keys/made/create", create.formatted("Kek-1")).body();
    assertThat(created.at("/attributes/external_key/id").asText()).isEqualTo("Kek-1");
    assertThat(created.at("/attributes/key_size").asInt()).isEqualTo(256);
    assertRefused(
        client.patch("/keys/made", "{'attributes':{'external_key':{'id':'other'}}}"),
        400,
        "The external key identifier of a key version cannot be changed.");
    assertThat(
            client.patch("/keys/made", "{'attributes':{'external_key':{'id':'Kek-1'}}}").status())
        .isEqualTo(200);
    client.post("/keys/made/create", create.formatted("Kek-2"));
    assertThat(client.get("/keys/made").body().at("/attributes/external_key/id").asText())
        .isEqualTo("Kek-2");
    assertThat(client.get("/keys/made/versions").body().get("value")).hasSize(2);
    for (String wrong : List.of("a_b", "a".repeat(65))) {
      assertRefused(
          client.post("/keys/bad/create", create.formatted(wrong)),
          400,
          "Property external_key has invalid value");
    }
    assertRefused(
        client.post("/keys/bad/create", "{'kty':'EC','attributes':{'external_key':{'id':'a'}}}"),
        400,
        "Invalid kty value: 'EC-HSM'");
    assertRefused(
        client.post(
            "/keys/bad/create",
            "{'kty':'oct','key_size':128,'attributes':{'external_key':{'id':'a'}}}"),
        400,
        "Invalid key size: '128'");
    assertRefused(
        client.post(
            "/keys/bad/create",
            "{'kty':'RSA','key_ops':['sign'],'attributes':{'external_key':{'id':'a'}}}"),
        400,
        "Invalid key operation 'sign' for an external key of type 'RSA-HSM'");
  }

  @Test
  void showsThePublicPartOfAnRsaKey() throws Exception {
    JsonNode key = client.get("/keys/rsa").body().get("key");
    PublicKey read =
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e")));
    assertThat(((RSAPublicKey) read).getModulus().bitLength()).isEqualTo(2048);
    assertThat(key.get("key_ops")).hasSize(2);
  }

  private static BigInteger number(JsonNode key, String member) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(key.get(member).asText()));
  }

  @Test
  void vaultRefusesExternalKeys() throws Exception {
    try (VaultServer vault = VaultServer.builder().premium(true).start()) {
      VaultClient there = new VaultClient(vault, vault.accessToken()).apiVersion("2026-04-01");
      assertRefused(
          there.post("/keys/k/create", "{'kty':'RSA','attributes':{'external_key':{'id':'a'}}}"),
          400,
          "Property external_key has invalid value");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> vault.seed("{\"keys\":[{\"name\":\"k\",\n\"external_key\":\"a\"}]}"))
          .withMessage("the key k (line 2, external_key): Property external_key has invalid value");
    }
  }

  @Test
  void seedChangesTheResponsesOfAKey() throws Exception {
    JsonNode odd = client.get("/keys/odd").body();
    assertThat(odd.at("/key/kty").asText()).isEqualTo("LMS-HSM");
    assertThat(odd.at("/key/levels").asInt()).isEqualTo(2);
    assertThat(odd.get("key").has("crv")).isFalse();
    assertThat(odd.get("key").has("x")).isTrue();
    assertThat(odd.at("/attributes/quorum/of").asInt()).isEqualTo(5);
    assertThat(odd.at("/attributes/enabled").asBoolean()).isTrue();
    assertThat(odd.get("attributes").has("exportable")).isFalse();
    assertThat(client.get("/keys/curve").body().at("/key/crv").asText()).isEqualTo("Ed448");
    JsonNode listed = null;
    for (JsonNode item : client.get("/keys").body().get("value")) {
      listed = item.get("kid").asText().endsWith("/odd") ? item : listed;
    }
    assertThat(listed.at("/attributes/quorum/of").asInt()).isEqualTo(5);
    assertThat(listed.has("key")).isFalse();
    // A backup keeps it.
    String blob = client.post("/keys/odd/backup", null).body().get("value").asText();
    try (VaultServer another = VaultServer.builder().managedHsm(true).start()) {
      VaultClient there = new VaultClient(another, another.accessToken());
      JsonNode restored = there.post("/keys/restore", "{'value':'%s'}".formatted(blob)).body();
      assertThat(restored.at("/key/kty").asText()).isEqualTo("LMS-HSM");
    }
  }

  @Test
  void sdkListsExternalAndOtherKeys() {
    assertThat(new AzureClients(hsm).keys().listPropertiesOfKeys())
        .extracting(KeyProperties::getName)
        .contains("rsa", "aes", "own", "odd", "curve");
    assertThat(new AzureClients(hsm).keys().getKey("odd").getKeyType()).hasToString("LMS-HSM");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'answers':7|Property answers has invalid value",
        "'answers':{'kid':{}}|Property kid is not recognized",
        "'answers':{'key':'x'}|Property answers has invalid value",
        "'external_key':'a_b'|Property external_key has invalid value",
        "'kty':'AKP'|Property alg is required",
        "'alg':'ML-DSA-65'|Property alg has invalid value"
      })
  void refusesAnInvalidSeed(String members, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> hsm.seed("{'keys':[{'name':'wrong',%s}]}".formatted(members).replace('\'', '"')))
        .withMessageEndingWith(message);
  }

  private static void assertRefused(VaultClient.Answer answer, int status, String message) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.body().at("/error/message").asText())
        .matches(Pattern.quote(message) + "( \\(Activity ID: [0-9a-f-]{36}\\))?");
  }
}
