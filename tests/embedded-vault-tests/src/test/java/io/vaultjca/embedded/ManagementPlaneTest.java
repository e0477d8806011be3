package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.embedded.management.ManagementService;
import io.vaultjca.embedded.service.AccessTokens;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Details of the management plane that no client sends or shows, at version 2026-02-01. */
class ManagementPlaneTest {
  private static final String SUBSCRIPTION = "/subscriptions/" + ManagementService.SUBSCRIPTION;
  private static final String PROVIDER = SUBSCRIPTION + "/providers/Microsoft.KeyVault";
  private static final String VAULTS =
      SUBSCRIPTION + "/resourceGroups/other/providers/Microsoft.KeyVault/vaults/";
  private static final String SKU =
      "'sku':{'family':'A','name':'standard'},'tenantId':'%s'".formatted(AccessTokens.TENANT);

  private final MovableClock clock = new MovableClock();
  private VaultServer vault;
  private VaultClient client;

  @BeforeEach
  void start() {
    vault = VaultServer.builder().clock(clock).deletionDelay(Duration.ofSeconds(15)).start();
    client = new VaultClient(vault, vault.managementToken()).apiVersion("2026-02-01");
  }

  @AfterEach
  void close() {
    vault.close();
  }

  private VaultClient.Answer put(String name, String properties) throws Exception {
    String more = properties.isEmpty() ? "" : "," + properties;
    return client.put(
        VAULTS + name, "{'location':'westus','properties':{%s%s}}".formatted(SKU, more));
  }

  private static String code(VaultClient.Answer answer) {
    return answer.status() + " " + answer.body().path("error").path("code").asText();
  }

  @Test
  void challengesWithoutNamingAResource() throws Exception {
    VaultClient.Answer none = new VaultClient(vault, null).get(PROVIDER + "/vaults");
    assertThat(code(none)).isEqualTo("401 AuthenticationFailed");
    assertThat(none.header("WWW-Authenticate"))
        .isEqualTo(
            "Bearer authorization_uri=\"%s/%s\", error=\"invalid_token\", error_description=\"The authentication failed because of missing 'Authorization' header.\""
                .formatted(vault.uri(), AccessTokens.TENANT));
    assertThat(vault.counters().requests("challenge")).isEqualTo(1);
  }

  @Test
  void eachPlaneAcceptsOnlyItsOwnTokens() throws Exception {
    VaultClient.Answer ofVault = client.token(vault.accessToken()).get(PROVIDER + "/vaults");
    assertThat(code(ofVault)).isEqualTo("401 InvalidAuthenticationTokenAudience");
    assertThat(ofVault.body().path("error").path("message").asText())
        .contains("'https://vault.azure.net'", "'https://management.azure.com/'");
    VaultClient.Answer ofManagement =
        client.token(vault.managementToken()).apiVersion(VaultClient.API).get("/keys");
    assertThat(code(ofManagement)).isEqualTo("401 Unauthorized");
    assertThat(ofManagement.body().path("error").path("message").asText())
        .isEqualTo(
            "AKV10022: Invalid audience. Expected https://vault.azure.net, found: https://management.azure.com.");
    client.apiVersion("2026-02-01");
    assertThat(code(client.token("nonsense").get(PROVIDER + "/vaults")))
        .isEqualTo("401 InvalidAuthenticationToken");
    client.token(vault.managementToken());
    clock.advance(Duration.ofDays(2));
    assertThat(code(client.get(PROVIDER + "/vaults"))).isEqualTo("401 ExpiredAuthenticationToken");
  }

  @Test
  void faultsHaveTheFormatOfResourceManager() throws Exception {
    vault.faults().inject("vaults/get", 1, Fault.throttled(Duration.ofSeconds(7)));
    VaultClient.Answer throttled = client.get(VAULTS + "payments");
    assertThat(code(throttled)).isEqualTo("429 TooManyRequests");
    assertThat(throttled.header("Retry-After")).isEqualTo("7");
    vault.faults().inject("vaults/get", 1, Fault.claimsChallenge("{}"));
    assertThat(client.get(VAULTS + "payments").header("WWW-Authenticate"))
        .contains("authorization_uri=", "error=\"insufficient_claims\", claims=\"e30=\"")
        .doesNotContain("resource=");
  }

  @Test
  void tokenIsLimitedToItsPermissions() throws Exception {
    client.token(vault.managementToken("vaults/listBySubscription"));
    assertThat(client.get(PROVIDER + "/vaults").status()).isEqualTo(200);
    VaultClient.Answer refused = client.get(VAULTS + "payments");
    assertThat(code(refused)).isEqualTo("403 AuthorizationFailed");
    assertThat(refused.body().path("error").path("message").asText())
        .contains("'Microsoft.KeyVault/vaults/read'", VAULTS + "payments");
  }

  @ParameterizedTest
  @CsvSource({
    "/subscriptions/none/providers/Microsoft.KeyVault/vaults, 400 InvalidSubscriptionId",
    "/subscriptions/11111111-2222-3333-4444-555555555555/providers/Microsoft.KeyVault/vaults, 404 SubscriptionNotFound",
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/none/providers/Microsoft.KeyVault/vaults, 404 ResourceGroupNotFound",
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/other/providers/Microsoft.KeyVault/vaults/none, 404 ResourceNotFound",
    "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.KeyVault/locations/westus/deletedVaults/none, 404 DeletedVaultNotFound",
    "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.KeyVault/locations/westus/operationResults/none, 404 OperationNotFound",
    "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Storage/storageAccounts, 404 InvalidResourceType",
    "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.KeyVault/checkNameAvailability, 405 MethodNotAllowed",
    "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.KeyVault/vaults?$top=0, 400 BadRequest",
    "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.KeyVault/vaults?$skiptoken=*, 400 InvalidSkipToken",
    "/subscriptions/00000000-0000-0000-0000-000000000000/resources, 400 InvalidApiVersionParameter"
  })
  void refusesAMissingResource(String path, String expected) throws Exception {
    assertThat(code(client.get(path))).isEqualTo(expected);
  }

  @Test
  void requiresAKnownApiVersion() throws Exception {
    assertThat(code(client.apiVersion(null).get(PROVIDER + "/vaults")))
        .isEqualTo("400 MissingApiVersionParameter");
    assertThat(code(client.apiVersion("2025-07-01").get(PROVIDER + "/vaults")))
        .isEqualTo("400 InvalidApiVersionParameter");
    client.apiVersion("2015-11-01");
    assertThat(code(client.get(SUBSCRIPTION + "/resources")))
        .isEqualTo("400 InvalidFilterInQueryString");
    JsonNode listed =
        client
            .get(
                SUBSCRIPTION + "/resources?$filter=resourceType%20eq%20'Microsoft.KeyVault/vaults'")
            .body();
    assertThat(listed.at("/value/0/name").asText()).isEqualTo("embedded");
    assertThat(listed.at("/value/0").has("properties")).isFalse();
  }

  @Test
  void createsAVaultAsynchronously() throws Exception {
    VaultClient.Answer made = put("payments", "");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body().at("/properties/provisioningState").asText())
        .isEqualTo("RegisteringDns");
    assertThat(made.header("Retry-After")).isEqualTo("15");
    String location = made.header("Location");
    VaultClient.Answer going = client.get(location);
    assertThat(going.status()).isEqualTo(202);
    assertThat(going.header("Location")).isEqualTo(location);
    clock.advance(Duration.ofSeconds(15));
    VaultClient.Answer done = client.get(location);
    assertThat(done.status()).isEqualTo(200);
    JsonNode properties = done.body().path("properties");
    assertThat(properties.path("provisioningState").asText()).isEqualTo("Succeeded");
    assertThat(properties.path("enableRbacAuthorization").asBoolean()).isTrue();
    assertThat(properties.path("softDeleteRetentionInDays").asInt()).isEqualTo(90);
    assertThat(put("payments", "").status()).isEqualTo(200);
  }

  @Test
  void purgesAsynchronously() throws Exception {
    put("payments", "");
    assertThat(client.delete(VAULTS + "payments").status()).isEqualTo(200);
    assertThat(client.delete(VAULTS + "payments").status()).isEqualTo(204);
    String deleted = PROVIDER + "/locations/westus/deletedVaults/payments";
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    assertThat(client.get(deleted).body().toString())
        .isEqualTo(
            """
            {'id':'%s','name':'payments','type':'Microsoft.KeyVault/deletedVaults','properties':\
            {'vaultId':'%spayments','location':'westus','tags':{},\
            'deletionDate':'%s','scheduledPurgeDate':'%s'}}"""
                .formatted(deleted, VAULTS, now, now.plus(Duration.ofDays(90)))
                .replace('\'', '"'));
    VaultClient.Answer begun = client.post(deleted + "/purge", null);
    assertThat(begun.status()).isEqualTo(202);
    String status = begun.header("Azure-AsyncOperation");
    assertThat(client.get(status).body().path("status").asText()).isEqualTo("InProgress");
    assertThat(client.get(begun.header("Location")).status()).isEqualTo(202);
    assertThat(client.get(deleted).status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(15));
    assertThat(client.get(status).body().path("status").asText()).isEqualTo("Succeeded");
    assertThat(client.get(begun.header("Location")).status()).isEqualTo(200);
    assertThat(code(client.get(deleted))).isEqualTo("404 DeletedVaultNotFound");
  }

  @Test
  void purgesAfterTheRetentionPeriod() throws Exception {
    put("payments", "'softDeleteRetentionInDays':7,'enablePurgeProtection':true");
    client.delete(VAULTS + "payments");
    String deleted = PROVIDER + "/locations/westus/deletedVaults/payments";
    assertThat(code(client.post(deleted + "/purge", null))).isEqualTo("405 MethodNotAllowed");
    clock.advance(Duration.ofDays(7));
    client.token(vault.managementToken());
    assertThat(code(client.get(deleted))).isEqualTo("404 DeletedVaultNotFound");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'sku':{'family':'A','name':'basic'}",
        "'sku':{'family':'B','name':'standard'}",
        "'tenantId':'contoso'",
        "'softDeleteRetentionInDays':6",
        "'softDeleteRetentionInDays':91",
        "'enableSoftDelete':false",
        "'enablePurgeProtection':false",
        "'enablePurgeProtection':'yes'",
        "'enableRbacAuthorization':false",
        "'publicNetworkAccess':'maybe'",
        "'createMode':'again'",
        "'networkAcls':{'defaultAction':'Perhaps'}",
        "'networkAcls':{'ipRules':[{'value':'192.0.2.256'}]}",
        "'networkAcls':{'ipRules':[{'value':'192.0.2.0/33'}]}",
        "'networkAcls':{'virtualNetworkRules':[{'id':'net'}]}",
        "'accessPolicies':[{'tenantId':'11111111-2222-3333-4444-555555555555','objectId':'11111111-2222-3333-4444-555555555555','permissions':{}}]",
        "'accessPolicies':[{'tenantId':'TENANT','objectId':'11111111-2222-3333-4444-555555555555','permissions':{'keys':['fly']}}]",
        "'accessPolicies':[{'tenantId':'TENANT','objectId':'11111111-2222-3333-4444-555555555555'}]"
      })
  void refusesPropertiesThatTheSpecificationForbids(String property) throws Exception {
    String body = property.replace("TENANT", AccessTokens.TENANT);
    assertThat(code(put("payments", body))).isEqualTo("400 BadRequest");
    assertThat(code(client.get(VAULTS + "payments"))).isEqualTo("404 ResourceNotFound");
  }

  @Test
  void refusesMalformedBodies() throws Exception {
    assertThat(code(put("payments", "'colour':'red'"))).isEqualTo("400 InvalidRequestContent");
    assertThat(code(client.put(VAULTS + "payments", "{'location':")))
        .isEqualTo("400 InvalidRequestContent");
    assertThat(code(client.put(VAULTS + "payments", "{'properties':{}}")))
        .isEqualTo("400 LocationRequired");
    assertThat(code(client.put(VAULTS + "1payments", "{'location':'westus'}")))
        .isEqualTo("400 VaultNameNotValid");
    assertThat(code(client.put(VAULTS + "pay--ments", "{'location':'westus'}")))
        .isEqualTo("400 VaultNameNotValid");
  }

  @Test
  void irreversiblePropertiesCannotBeReset() throws Exception {
    put("payments", "'softDeleteRetentionInDays':30,'enablePurgeProtection':true");
    assertThat(
            code(
                client.patch(
                    VAULTS + "payments", "{'properties':{'softDeleteRetentionInDays':31}}")))
        .isEqualTo("400 BadRequest");
    assertThat(
            code(
                client.patch(
                    VAULTS + "payments", "{'properties':{'enablePurgeProtection':false}}")))
        .isEqualTo("400 BadRequest");
    assertThat(put("payments", "").body().at("/properties/enablePurgeProtection").asBoolean())
        .isTrue();
    assertThat(
            code(
                client.put(
                    VAULTS + "payments", "{'location':'eastus','properties':{%s}}".formatted(SKU))))
        .isEqualTo("409 InvalidResourceLocation");
    assertThat(
            code(
                client.put(
                    (VAULTS + "payments").replace("/other/", "/embedded/"),
                    "{'location':'westus','properties':{%s}}".formatted(SKU))))
        .isEqualTo("409 VaultAlreadyExists");
  }

  @Test
  void reportsWhichNamesAreAvailable() throws Exception {
    String check = PROVIDER + "/checkNameAvailability";
    String body = "{'name':'%s','type':'Microsoft.KeyVault/vaults'}";
    assertThat(client.post(check, body.formatted("payments")).body().toString())
        .isEqualTo("{\"nameAvailable\":true}");
    assertThat(client.post(check, body.formatted("Embedded")).body().path("reason").asText())
        .isEqualTo("AlreadyExists");
    assertThat(client.post(check, body.formatted("a_b")).body().path("reason").asText())
        .isEqualTo("AccountNameInvalid");
    assertThat(code(client.post(check, "{'name':'payments','type':'vaults'}")))
        .isEqualTo("400 BadRequest");
  }

  @Test
  void writesAccessPoliciesAsInTheSpecificationsExample() throws Exception {
    put("payments", "");
    String policy =
        "{'tenantId':'%s','objectId':'11111111-2222-3333-4444-555555555555','permissions':{'keys':['encrypt'],'secrets':['get'],'certificates':['get']}}"
            .formatted(AccessTokens.TENANT);
    VaultClient.Answer added =
        client.put(
            VAULTS + "payments/accessPolicies/add",
            "{'properties':{'accessPolicies':[%s]}}".formatted(policy));
    assertThat(added.body().toString())
        .isEqualTo(
            "{'id':'%spayments/accessPolicies/','type':'Microsoft.KeyVault/vaults/accessPolicies','properties':{'accessPolicies':[%s]}}"
                .formatted(VAULTS, policy)
                .replace('\'', '"'));
    assertThat(code(client.put(VAULTS + "payments/accessPolicies/merge", "{}")))
        .isEqualTo("400 BadRequest");
  }

  @Test
  void repeatsTheQueryInTheLinkToTheNextPage() throws Exception {
    put("payments", "");
    client.apiVersion("2015-11-01");
    JsonNode page =
        client
            .get(
                SUBSCRIPTION
                    + "/resources?$top=1&$filter=resourceType%20eq%20'Microsoft.KeyVault/vaults'")
            .body();
    String next = page.path("nextLink").asText();
    assertThat(next).startsWith(vault.uri() + SUBSCRIPTION + "/resources?api-version=2015-11-01&");
    assertThat(client.get(next).body().at("/value/0/name").asText()).isEqualTo("payments");
    assertThat(client.get(next).body().has("nextLink")).isFalse();
  }
}
