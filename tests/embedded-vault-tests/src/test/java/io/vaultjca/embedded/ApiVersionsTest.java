package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every version accepts and returns its own members, and none of later versions, as in the
 * specification.
 */
class ApiVersionsTest {
  private static VaultServer vault;
  private static VaultServer hsm;

  @BeforeAll
  static void start() {
    vault = VaultServer.builder().premium(true).start();
    hsm = VaultServer.builder().managedHsm(true).start();
    String keys =
        """
        {"name":"oct","kty":"oct-HSM","size":192},{"name":"akp","kty":"AKP","alg":"ML-DSA-44"}""";
    vault.seed(
        "{\"keys\":[%s],\"certificates\":[{\"name\":\"c\",\"kty\":\"EC\",\"dnsNames\":[\"a.example\"],\"uris\":[\"urn:a\"],\"ipAddresses\":[\"::1\"]}]}"
            .formatted(keys));
    hsm.seed(
        "{\"keys\":[%s,{\"name\":\"kek\",\"kty\":\"oct\",\"external_key\":\"kek-1\"}]}"
            .formatted(keys));
  }

  @AfterAll
  static void close() {
    vault.close();
    hsm.close();
  }

  @ParameterizedTest
  @CsvSource({
    "7.0,        false, false, false",
    "7.6,        false, false, false",
    "2025-06-01-preview, true, false, false",
    "2025-07-01, true, false, false",
    "2026-01-01-preview, true, true, false",
    "2026-03-01-preview, true, true, false",
    "2026-04-01, true, true, false",
    "2026-05-01-preview, true, true, true",
    "2026-07-01-preview, true, true, true"
  })
  void returnsItsMembersAndNoneOfLaterVersions(
      String version, boolean names, boolean sizes, boolean mlDsa) throws Exception {
    VaultClient ofVault = client(vault, version);
    VaultClient ofHsm = client(hsm, version);

    JsonNode sans = ofVault.get("/certificates/c/policy").body().at("/x509_props/sans");
    assertThat(sans.has("dns_names")).isTrue();
    assertThat(List.of(sans.has("uris"), sans.has("ipAddresses"))).containsOnly(names);

    for (VaultClient client : List.of(ofVault, ofHsm)) {
      assertThat(client.get("/keys/oct").body().at("/attributes/key_size").asInt())
          .isEqualTo(sizes ? 192 : 0);
      JsonNode listed = item(client, "oct").get("attributes");
      assertThat(listed.has("key_size")).isEqualTo(sizes);
      JsonNode key = client.get("/keys/akp").body().get("key");
      assertThat(List.of(key.has("alg"), key.has("pub"))).containsOnly(mlDsa);
      assertThat(client.post("/keys/new/create", "{'kty':'AKP','alg':'ML-DSA-44'}").status() == 200)
          .isEqualTo(mlDsa);
    }
    assertThat(ofHsm.get("/keys/kek").body().at("/attributes/external_key/id").asText())
        .isEqualTo(sizes ? "kek-1" : "");
    assertThat(item(ofHsm, "kek").at("/attributes/external_key/id").asText())
        .isEqualTo(sizes ? "kek-1" : "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7.6|/certificates/n/create|{'policy':{'x509_props':{'subject':'CN=n','sans':{'uris':['urn:n']}},'issuer':{'name':'Self'}}}|uris",
        "7.6|/certificates/n/create|{'policy':{'x509_props':{'subject':'CN=n','sans':{'ipAddresses':['10.0.0.1']}},'issuer':{'name':'Self'}}}|ipAddresses",
        "2025-07-01|/keys/n/create|{'kty':'RSA','attributes':{'key_size':128}}|key_size",
        "2025-07-01|/keys/n/create|{'kty':'RSA','attributes':{'external_key':{'id':'n'}}}|external_key",
        "2026-04-01|/keys/n/create|{'kty':'AKP','alg':'ML-DSA-44'}|alg"
      })
  void refusesAMemberOfALaterVersion(String version, String path, String body, String member)
      throws Exception {
    VaultClient.Answer answer = client(vault, version).post(path, body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().at("/error/message").asText())
        .isEqualTo("Property " + member + " is not recognized");
  }

  @Test
  void everyCollectionAcceptsEveryVersion() throws Exception {
    for (String version : List.of("2026-01-01-preview", "2026-04-01", "2026-07-01-preview")) {
      for (String path : List.of("/keys", "/secrets", "/certificates", "/deletedkeys")) {
        assertThat(client(vault, version).get(path).status()).isEqualTo(200);
      }
    }
    for (String unknown : List.of("2026-02-01", "2026-04-01-preview", "2026-07-01")) {
      VaultClient.Answer answer = client(vault, unknown).get("/keys");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body().at("/error/message").asText())
          .isEqualTo(
              "The specified version (%s) is not recognized. Consider using the latest supported version (2025-07-01)."
                  .formatted(unknown));
    }
  }

  @Test
  void keySizeIsReadOnlyAndOnlyForSymmetricKeys() throws Exception {
    VaultClient client = client(vault, "2026-04-01");
    JsonNode rsa =
        client.post("/keys/rsa/create", "{'kty':'RSA','attributes':{'key_size':128}}").body();
    assertThat(rsa.get("attributes").has("key_size")).isFalse();
    JsonNode changed = client.patch("/keys/oct", "{'attributes':{'key_size':128}}").body();
    assertThat(changed.at("/attributes/key_size").asInt()).isEqualTo(192);
    client.post("/keys/gone/create", "{'kty':'oct-HSM'}");
    assertThat(client.delete("/keys/gone").body().at("/attributes/key_size").asInt())
        .isEqualTo(256);
    assertThat(rsa.get("attributes").properties())
        .extracting(Map.Entry::getKey)
        .containsExactly(
            "enabled",
            "created",
            "updated",
            "recoveryLevel",
            "recoverableDays",
            "exportable",
            "hsmPlatform");
  }

  private static JsonNode item(VaultClient client, String name) throws Exception {
    for (JsonNode item : client.get("/keys").body().get("value")) {
      if (item.get("kid").asText().endsWith("/keys/" + name)) {
        return item;
      }
    }
    throw new AssertionError("not listed: " + name);
  }

  private static VaultClient client(VaultServer server, String version) {
    return new VaultClient(server, server.accessToken()).apiVersion(version);
  }
}
