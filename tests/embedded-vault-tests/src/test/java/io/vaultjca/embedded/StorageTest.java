package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Storage accounts and SAS definitions: no current SDK supports them, so the tests send the
 * specification's examples (specification/keyvault/data-plane, storage.json) over plain HTTP.
 */
class StorageTest {
  private static final String RESOURCE =
      "/subscriptions/{subId}/resourceGroups/{rgName}/providers/Microsoft.Storage/storageAccounts/kvstorageacc";
  private static final String ACCOUNT =
      "{'resourceId':'%s','activeKeyName':'key2','autoRegenerateKey':true,'regenerationPeriod':'P15D','attributes':{'enabled':true},'tags':{'tag1':'val1','tag2':'val2'}}"
          .formatted(RESOURCE);
  private static final String TEMPLATE =
      "se=2018-02-01T00%3A00Z&spr=https&sv=2017-04-17&sr=b&sig=XXFNfuMCHYrBx0bhemJ7PWn0xGfImMXT6LfbXWvtRUk%3D";
  private static final String DEFINITION =
      "{'templateUri':'%s','sasType':'service','validityPeriod':'P15D','attributes':{'enabled':true}}"
          .formatted(TEMPLATE);
  private static final Duration DELAY = Duration.ofSeconds(10);

  private final MovableClock clock = new MovableClock();
  private VaultServer vault;
  private VaultClient client;

  @BeforeEach
  void start() {
    vault =
        VaultServer.builder()
            .clock(clock)
            .deletionDelay(DELAY)
            .accessPolicies(true)
            .tokenLifetime(Duration.ofDays(400))
            .start();
    client = new VaultClient(vault, vault.accessToken());
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void setsReadsListsAndUpdatesAnAccountAsInTheExamples() throws Exception {
    JsonNode set = ok(client.put("/storage/setStrg01", ACCOUNT));
    assertThat(names(set))
        .containsExactly(
            "id",
            "resourceId",
            "activeKeyName",
            "autoRegenerateKey",
            "regenerationPeriod",
            "attributes",
            "tags");
    assertThat(set.get("id").asText()).isEqualTo(vault.uri() + "/storage/setStrg01");
    assertThat(set.get("resourceId").asText()).isEqualTo(RESOURCE);
    assertThat(set.get("activeKeyName").asText()).isEqualTo("key2");
    assertThat(set.get("autoRegenerateKey").asBoolean()).isTrue();
    assertThat(set.get("regenerationPeriod").asText()).isEqualTo("P15D");
    assertThat(set.get("tags").toString()).isEqualTo("{\"tag1\":\"val1\",\"tag2\":\"val2\"}");
    assertThat(names(set.get("attributes")))
        .containsExactly("enabled", "created", "updated", "recoveryLevel", "recoverableDays");
    assertThat(ok(client.get("/storage/SETSTRG01"))).isEqualTo(set);

    JsonNode item = ok(client.get("/storage")).get("value").get(0);
    assertThat(names(item)).containsExactly("id", "resourceId", "attributes", "tags");

    clock.advance(Duration.ofSeconds(5));
    JsonNode updated =
        ok(
            client.patch(
                "/storage/setStrg01", "{'activeKeyName':'key1','regenerationPeriod':'P10D'}"));
    assertThat(updated.get("activeKeyName").asText()).isEqualTo("key1");
    assertThat(updated.get("regenerationPeriod").asText()).isEqualTo("P10D");
    assertThat(updated.get("autoRegenerateKey").asBoolean()).isTrue();
    assertThat(updated.get("tags")).isEqualTo(set.get("tags"));
    assertThat(updated.at("/attributes/updated").asLong() - set.at("/attributes/updated").asLong())
        .isEqualTo(5);
    JsonNode regenerated =
        ok(client.post("/storage/setStrg01/regeneratekey", "{'keyName':'key2'}"));
    assertThat(regenerated.get("activeKeyName").asText()).isEqualTo("key2");
    assertThat(names(regenerated)).isEqualTo(names(set));
  }

  @Test
  void deletesRecoversAndPurgesAnAccount() throws Exception {
    JsonNode set = ok(client.put("/storage/a", ACCOUNT));
    ok(client.put("/storage/a/sas/s", DEFINITION));
    JsonNode deleted = ok(client.delete("/storage/a"));
    assertThat(deleted.get("recoveryId").asText()).isEqualTo(vault.uri() + "/deletedstorage/a");
    assertThat(deleted.get("scheduledPurgeDate").asLong() - deleted.get("deletedDate").asLong())
        .isEqualTo(Duration.ofDays(7).toSeconds());
    refused(client.get("/storage/a"), 404, "StorageAccountNotFound");
    refused(client.get("/deletedstorage/a"), 404, "StorageAccountNotFound");
    refused(client.put("/storage/a", ACCOUNT), 409, "Conflict");
    clock.advance(DELAY);
    assertThat(ok(client.get("/deletedstorage/a"))).isEqualTo(deleted);
    assertThat(names(ok(client.get("/deletedstorage")).get("value").get(0)))
        .containsExactlyInAnyOrder(
            "recoveryId",
            "deletedDate",
            "scheduledPurgeDate",
            "id",
            "resourceId",
            "attributes",
            "tags");
    refused(client.get("/storage/a/sas/s"), 404, "StorageAccountNotFound");
    refused(client.get("/secrets/a-s"), 404, "SecretNotFound");
    refused(client.put("/secrets/a-s", "{'value':'v'}"), 409, "Conflict");

    assertThat(ok(client.post("/deletedstorage/a/recover", null))).isEqualTo(set);
    refused(client.get("/storage/a"), 404, "StorageAccountNotFound");
    clock.advance(DELAY);
    assertThat(ok(client.get("/storage/a"))).isEqualTo(set);
    ok(client.get("/storage/a/sas/s"));
    ok(client.get("/secrets/a-s"));

    ok(client.delete("/storage/a"));
    clock.advance(DELAY);
    assertThat(client.delete("/deletedstorage/a").status()).isEqualTo(204);
    clock.advance(DELAY);
    refused(client.get("/deletedstorage/a"), 404, "StorageAccountNotFound");
    refused(client.get("/deletedsecrets/a-s"), 404, "SecretNotFound");
    ok(client.put("/storage/a", ACCOUNT));
    assertThat(ok(client.get("/storage/a/sas")).get("value")).isEmpty();
    ok(client.put("/secrets/a-s", "{'value':'v'}"));
    refused(client.put("/storage/a/sas/s", DEFINITION), 409, "Conflict");
  }

  @Test
  void setsReadsListsUpdatesDeletesAndRecoversADefinitionAsInTheExamples() throws Exception {
    ok(client.put("/storage/a", ACCOUNT));
    JsonNode set = ok(client.put("/storage/a/sas/s", DEFINITION));
    assertThat(names(set))
        .containsExactly("id", "sid", "templateUri", "sasType", "validityPeriod", "attributes");
    assertThat(set.get("id").asText()).isEqualTo(vault.uri() + "/storage/a/sas/s");
    assertThat(set.get("sid").asText()).isEqualTo(vault.uri() + "/secrets/a-s");
    assertThat(set.get("templateUri").asText()).isEqualTo(TEMPLATE);
    assertThat(ok(client.get("/storage/a/sas/s"))).isEqualTo(set);
    assertThat(names(ok(client.get("/storage/a/sas")).get("value").get(0)))
        .containsExactly("id", "sid", "attributes");
    JsonNode updated =
        ok(client.patch("/storage/a/sas/s", "{'validityPeriod':'PT2H','tags':{'t':'v'}}"));
    assertThat(updated.get("validityPeriod").asText()).isEqualTo("PT2H");
    assertThat(updated.get("templateUri").asText()).isEqualTo(TEMPLATE);
    assertThat(updated.at("/tags/t").asText()).isEqualTo("v");

    JsonNode deleted = ok(client.delete("/storage/a/sas/s"));
    assertThat(deleted.get("recoveryId").asText())
        .isEqualTo(vault.uri() + "/deletedstorage/a/sas/s");
    refused(client.get("/storage/a/sas/s"), 404, "SasDefinitionNotFound");
    clock.advance(DELAY);
    refused(client.put("/storage/a/sas/s", DEFINITION), 409, "Conflict");
    refused(client.get("/secrets/a-s"), 404, "SecretNotFound");
    assertThat(ok(client.get("/deletedstorage/a/sas/s"))).isEqualTo(deleted);
    assertThat(ok(client.get("/deletedstorage/a/sas")).get("value")).hasSize(1);
    assertThat(ok(client.post("/deletedstorage/a/sas/s/recover", null))).isEqualTo(updated);
    clock.advance(DELAY);
    assertThat(ok(client.get("/storage/a/sas/s"))).isEqualTo(updated);
    ok(client.get("/secrets/a-s"));
  }

  @Test
  void sdkReadsTokensFromTheSecretOfADefinition() throws Exception {
    ok(client.put("/storage/a", ACCOUNT));
    ok(client.put("/storage/a/sas/s", DEFINITION));
    SecretClient secrets = new AzureClients(vault).secrets();
    KeyVaultSecret secret = secrets.getSecret("a-s");
    assertThat(secret.getProperties().getContentType())
        .isEqualTo("application/vnd.ms-sastoken-storage");
    assertThat(secret.getProperties().isManaged()).isTrue();
    assertThat(secret.getId()).isEqualTo(vault.uri() + "/secrets/a-s");
    OffsetDateTime end = clock.instant().atOffset(ZoneOffset.UTC).plusDays(15).withNano(0);
    assertThat(secret.getProperties().getExpiresOn()).isEqualTo(end);
    assertThat(secret.getValue())
        .startsWith(
            "?spr=https&sv=2017-04-17&sr=b&se=%s&sig="
                .formatted(end.toInstant().toString().replace(":", "%3A")))
        .doesNotContain("XXFNfu");
    assertThat(secrets.listPropertiesOfSecrets())
        .extracting(properties -> properties.getName())
        .containsExactly("a-s");

    assertThat(secrets.getSecret("a-s").getValue()).isEqualTo(secret.getValue());
    ok(client.post("/storage/a/regeneratekey", "{'keyName':'key1'}"));
    String byAnotherKey = secrets.getSecret("a-s").getValue();
    assertThat(byAnotherKey).isNotEqualTo(secret.getValue());
    ok(client.patch("/storage/a", "{'activeKeyName':'key2'}"));
    assertThat(secrets.getSecret("a-s").getValue()).isEqualTo(secret.getValue());
    clock.advance(Duration.ofDays(1));
    assertThat(secrets.getSecret("a-s").getProperties().getExpiresOn()).isEqualTo(end.plusDays(1));

    ok(client.patch("/storage/a", "{'attributes':{'enabled':false}}"));
    refused(client.get("/secrets/a-s"), 403, "Forbidden");
    ok(client.patch("/storage/a", "{'attributes':{'enabled':true}}"));
    ok(client.patch("/storage/a/sas/s", "{'attributes':{'enabled':false}}"));
    refused(client.get("/secrets/a-s"), 403, "Forbidden");
  }

  @Test
  void secretOfADefinitionIsReserved() throws Exception {
    ok(client.put("/storage/a", ACCOUNT));
    ok(client.put("/storage/a/sas/s", DEFINITION));
    for (VaultClient.Answer answer :
        List.of(
            client.put("/secrets/a-s", "{'value':'v'}"),
            client.patch("/secrets/a-s", "{'contentType':'x'}"),
            client.post("/secrets/a-s/backup", null),
            client.delete("/secrets/a-s"))) {
      refused(answer, 403, "Forbidden");
      assertThat(answer.body().at("/error/message").asText())
          .endsWith("managed by a SAS definition: use the SAS definition instead.");
    }
    refused(
        client.post(
            "/certificates/a-s/create",
            "{'policy':{'x509_props':{'subject':'CN=a'},'issuer':{'name':'Self'}}}"),
        409,
        "Conflict");
  }

  @Test
  void backupContainsTheAccountAndItsDefinitions() throws Exception {
    ok(client.put("/storage/a", ACCOUNT));
    ok(client.put("/storage/a/sas/s", DEFINITION));
    JsonNode account = ok(client.get("/storage/a"));
    JsonNode definition = ok(client.get("/storage/a/sas/s"));
    String token = ok(client.get("/secrets/a-s")).get("value").asText();
    String backup = ok(client.post("/storage/a/backup", null)).get("value").asText();
    String body = "{'value':'%s'}".formatted(backup);
    refused(client.post("/storage/restore", body), 409, "Conflict");
    refused(client.post("/keys/restore", body), 400, "Malformed backup blob");
    try (VaultServer other = VaultServer.builder().clock(clock).start()) {
      VaultClient there = new VaultClient(other, other.accessToken());
      JsonNode restored = ok(there.post("/storage/restore", body));
      assertThat(relative(restored, other)).isEqualTo(relative(account, vault));
      assertThat(relative(ok(there.get("/storage/a/sas/s")), other))
          .isEqualTo(relative(definition, vault));
      assertThat(ok(there.get("/secrets/a-s")).get("value").asText()).isEqualTo(token);
    }
  }

  @Test
  void listsInPages() throws Exception {
    ok(client.put("/storage/a", ACCOUNT));
    for (int i = 0; i < 7; i++) {
      ok(client.put("/storage/a/sas/s" + i, DEFINITION));
      ok(client.put("/storage/b" + i, ACCOUNT));
    }
    assertThat(all("/storage?maxresults=3")).hasSize(8);
    assertThat(all("/storage/a/sas?maxresults=3")).hasSize(7).last().asString().endsWith("/s6");
    for (int i = 0; i < 7; i++) {
      ok(client.delete("/storage/a/sas/s" + i));
      ok(client.delete("/storage/b" + i));
    }
    clock.advance(DELAY);
    assertThat(all("/deletedstorage?maxresults=2")).hasSize(7);
    assertThat(all("/deletedstorage/a/sas?maxresults=2")).hasSize(7);
    refused(client.get("/storage?maxresults=26"), 400, "BadParameter");
  }

  private List<String> all(String path) throws Exception {
    List<String> ids = new ArrayList<>();
    String next = path;
    while (next != null) {
      JsonNode page = ok(client.get(next));
      page.get("value").forEach(item -> ids.add(item.get("id").asText()));
      next = page.get("nextLink").textValue();
    }
    return ids;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/storage/b|{'activeKeyName':'key1','autoRegenerateKey':false}|Property resourceId is required",
        "/storage/b|{'resourceId':'R','autoRegenerateKey':false}|Property activeKeyName is required",
        "/storage/b|{'resourceId':'R','activeKeyName':'key1'}|Property autoRegenerateKey is required",
        "/storage/b|{'resourceId':'R','activeKeyName':'key1','autoRegenerateKey':'true'}|Property autoRegenerateKey has invalid value",
        "/storage/b|{'resourceId':'R','activeKeyName':'key1','autoRegenerateKey':true}|Property regenerationPeriod is required",
        "/storage/b|{'resourceId':'R','activeKeyName':'key1','autoRegenerateKey':true,'regenerationPeriod':'30'}|Property regenerationPeriod has invalid value",
        "/storage/b|{'resourceId':'R','activeKeyName':'key1','autoRegenerateKey':true,'regenerationPeriod':'P0D'}|Property regenerationPeriod has invalid value",
        "/storage/b|{'resourceId':'R','activeKeyName':'key3','autoRegenerateKey':false}|Property activeKeyName has invalid value",
        "/storage/b|{'resourceId':'x','activeKeyName':'key1','autoRegenerateKey':false}|Property resourceId has invalid value",
        "/storage/b|{'resourceId':'R','activeKeyName':'key1','autoRegenerateKey':false,'name':'b'}|Property name is not recognized",
        "/storage/b|{'resourceId':'R','activeKeyName':'key1','autoRegenerateKey':false,'attributes':{'exp':1}}|Property exp is not recognized",
        "/storage/b-c|{}|The request URI contains an invalid name: b-c",
        "/storage/a/sas/t|{'sasType':'account','validityPeriod':'P1D'}|Property templateUri is required",
        "/storage/a/sas/t|{'templateUri':'T','validityPeriod':'P1D'}|Property sasType is required",
        "/storage/a/sas/t|{'templateUri':'T','sasType':'account'}|Property validityPeriod is required",
        "/storage/a/sas/t|{'templateUri':'T','sasType':'user','validityPeriod':'P1D'}|Property sasType has invalid value",
        "/storage/a/sas/t|{'templateUri':'T','sasType':'account','validityPeriod':'P1DT'}|Property validityPeriod has invalid value",
        "/storage/a/sas/t|{'templateUri':'T','sasType':'account','validityPeriod':'-P1D'}|Property validityPeriod has invalid value",
        "/storage/a/sas/t-u|{}|The request URI contains an invalid name: t-u"
      })
  void refusesAMalformedBody(String path, String body, String message) throws Exception {
    ok(client.put("/storage/a", ACCOUNT));
    VaultClient.Answer answer =
        client.put(path, body.replace("'R'", "'" + RESOURCE + "'").replace("'T'", "'sv=1'"));
    refused(answer, 400, "BadParameter");
    assertThat(answer.body().at("/error/message").asText()).isEqualTo(message);
  }

  @Test
  void refusesToRegenerateAnUnknownKey() throws Exception {
    ok(client.put("/storage/a", ACCOUNT));
    refused(client.post("/storage/a/regeneratekey", "{'keyName':'primary'}"), 400, "BadParameter");
    refused(client.post("/storage/a/regeneratekey", "{}"), 400, "BadParameter");
    ok(
        client.put(
            "/storage/c",
            ACCOUNT
                .replace("Microsoft.Storage", "Microsoft.ClassicStorage")
                .replace("key2", "Primary")));
    ok(client.post("/storage/c/regeneratekey", "{'keyName':'Secondary'}"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/storage,list",
    "GET,/storage/a,get",
    "PUT,/storage/a,set",
    "PATCH,/storage/a,update",
    "DELETE,/storage/a,delete",
    "POST,/storage/a/backup,backup",
    "POST,/storage/restore,restore",
    "POST,/storage/a/regeneratekey,regeneratekey",
    "GET,/deletedstorage,list",
    "GET,/deletedstorage/a,get",
    "POST,/deletedstorage/a/recover,recover",
    "DELETE,/deletedstorage/a,purge",
    "GET,/storage/a/sas,listsas",
    "GET,/storage/a/sas/s,getsas",
    "PUT,/storage/a/sas/s,setsas",
    "PATCH,/storage/a/sas/s,setsas",
    "DELETE,/storage/a/sas/s,deletesas",
    "GET,/deletedstorage/a/sas,listsas",
    "GET,/deletedstorage/a/sas/s,getsas",
    "POST,/deletedstorage/a/sas/s/recover,recover"
  })
  void eachOperationNeedsItsPermission(String method, String path, String permission)
      throws Exception {
    VaultClient.Answer without =
        client.token(vault.accessToken("secrets/*")).send(method, path, null);
    refused(without, 403, "Forbidden");
    assertThat(without.body().at("/error/message").asText())
        .contains("does not have storage " + permission + " permission");
    VaultClient.Answer with =
        client.token(vault.accessToken("storage/" + permission)).send(method, path, null);
    assertThat(with.status()).isNotEqualTo(403);
  }

  @Test
  void azureRbacHasSeparateActions() throws Exception {
    try (VaultServer rbac = VaultServer.start()) {
      VaultClient none = new VaultClient(rbac, rbac.accessToken("keys/*"));
      VaultClient.Answer refused = none.put("/storage/a/sas/s", DEFINITION);
      refused(refused, 403, "Forbidden");
      assertThat(refused.body().at("/error/message").asText())
          .contains("Action: 'Microsoft.KeyVault/vaults/storageaccounts/sas/set/action'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7.0", "7.1", "7.4", "7.6", "2025-07-01", "2026-01-01-preview"})
  void existsInTheVersionsOfTheSpecification(String version) throws Exception {
    ok(client.apiVersion(version).put("/storage/a", ACCOUNT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-03-01-preview", "2026-04-01", "2026-07-01-preview"})
  void isMissingInLaterVersions(String version) throws Exception {
    refused(client.apiVersion(version).put("/storage/a", ACCOUNT), 404, "BadParameter");
    refused(client.get("/storage/a/sas"), 404, "BadParameter");
  }

  @Test
  void managedHsmDoesNotHaveStorageAccounts() throws Exception {
    try (VaultServer hsm = VaultServer.builder().managedHsm(true).start()) {
      refused(new VaultClient(hsm, hsm.accessToken()).get("/storage"), 404, "BadParameter");
    }
  }

  @Test
  void purgeProtectionAppliesToAccounts() throws Exception {
    try (VaultServer safe =
        VaultServer.builder().purgeProtection(true).deletionDelay(Duration.ZERO).start()) {
      VaultClient there = new VaultClient(safe, safe.accessToken());
      ok(there.put("/storage/a", ACCOUNT));
      ok(there.delete("/storage/a"));
      refused(there.delete("/deletedstorage/a"), 403, "Forbidden");
    }
  }

  private static JsonNode ok(VaultClient.Answer answer) {
    assertThat(answer.status()).as(String.valueOf(answer.body())).isEqualTo(200);
    return answer.body();
  }

  private static void refused(VaultClient.Answer answer, int status, String code) {
    assertThat(answer.status()).as(String.valueOf(answer.body())).isEqualTo(status);
    assertThat(answer.body().at("/error/code").asText()).isEqualTo(code);
  }

  private static List<String> names(JsonNode node) {
    return StreamSupport.stream(node.properties().spliterator(), false)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String relative(JsonNode node, VaultServer of) {
    return node.toString().replace(of.uri().toString(), "");
  }
}
