package io.vaultjca.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.Fault.RetryAfter;
import io.vaultjca.embedded.Identity;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.identity.TokenRequest;
import io.vaultjca.embedded.management.ManagementService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs of {@code vaults}, without a configured vault. */
class VaultsTest {
  private static final String SUBSCRIPTION = ManagementService.SUBSCRIPTION;
  private static final String OBJECT = "11111111-2222-3333-4444-555555555555";

  @TempDir Path folder;

  private VaultServer vault;
  private Path config;

  @BeforeEach
  void start() {
    vault = VaultServer.start();
    config = configured(vault.managementToken());
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private Path configured(String token) {
    return vault.writeManagementProperties(folder.resolve("management.properties"), token);
  }

  /** Runs a verb in the embedded vault's subscription. */
  private Run run(String... words) {
    return in(Run.with(config), words);
  }

  private static Run in(Run.Caller caller, String... words) {
    List<String> all = new ArrayList<>(List.of("vaults"));
    all.addAll(List.of(words));
    all.addAll(List.of("--subscription", SUBSCRIPTION));
    return caller.run(all.toArray(new String[0]));
  }

  private JsonNode json(String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--json");
    return run(all.toArray(new String[0])).json();
  }

  private JsonNode create(String name, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("create", name, "-g", "other"));
    all.addAll(List.of("--location", "West Europe", "--tenant", vault.identity().tenantId()));
    all.addAll(List.of(more));
    return json(all.toArray(new String[0]));
  }

  private static void assertFailed(Run run, String... parts) {
    assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains(parts);
  }

  @Test
  void checksANameBeforeItIsTaken() throws Exception {
    assertThat(json("check-name", "payments").get("available").asBoolean()).isTrue();
    Run taken = run("check-name", "embedded");
    assertThat(taken.out()).contains("available:  no", "reason:     AlreadyExists");
    assertThat(taken.exitCode()).isZero();
  }

  @Test
  void createsAVaultAndWaitsUntilItCanBeUsed() throws Exception {
    JsonNode made =
        create(
            "payments",
            "--sku=premium",
            "--retention-days=30",
            "--tag=team=pay",
            "--tag=stage=test",
            "--default-action=Deny",
            "--allow-ip=192.0.2.7,198.51.100.0/24",
            "--for-deployment=true");
    assertThat(vault.counters().requests("vaults/operationResult")).isPositive();
    assertThat(made.get("state").asText()).isEqualTo("Succeeded");
    assertThat(made.get("location").asText()).isEqualTo("westeurope");
    assertThat(made.get("uri").asText()).isEqualTo("https://payments.vault.azure.net/");
    assertThat(made.get("sku").asText()).isEqualTo("premium");
    assertThat(made.get("rbac").asBoolean()).isTrue();
    assertThat(made.get("retentionDays").asInt()).isEqualTo(30);
    assertThat(made.get("purgeProtection").asBoolean()).isFalse();
    assertThat(made.get("forDeployment").asBoolean()).isTrue();
    assertThat(made.get("tags")).hasToString("{\"team\":\"pay\",\"stage\":\"test\"}");
    assertThat(made.get("networkRules"))
        .hasToString(
            "{\"defaultAction\":\"Deny\",\"bypass\":\"AzureServices\",\"addresses\":[\"192.0.2.7/32\",\"198.51.100.0/24\"],\"subnets\":[]}");

    Run shown = run("show", "payments", "-g", "other");
    assertThat(shown.out()).contains("resource group:", "other", "default action:");
    // A second PUT would reset the properties that it does not name.
    assertFailed(
        run("create", "payments", "-g", "other", "--location=westeurope", "--tenant=" + OBJECT),
        "the vault payments in the resource group other exists already",
        "vaults update");
  }

  @Test
  void showsProgressOnATerminal() {
    Run run =
        in(
            Run.with(config).answering("unused"),
            "create",
            "payments",
            "-g",
            "other",
            "--location=westus",
            "--tenant=" + vault.identity().tenantId());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("Creating the vault payments in the resource group other: Accepted, 0 s")
        .endsWith("\r\033[K");
  }

  @Test
  void changesOnlyTheGivenProperties() throws Exception {
    create("payments", "--tag=team=pay", "--default-action=Deny", "--allow-ip=192.0.2.7");
    JsonNode changed =
        json("update", "payments", "-g", "other", "--purge-protection", "--bypass=None");
    assertThat(changed.get("purgeProtection").asBoolean()).isTrue();
    assertThat(changed.get("tags")).hasToString("{\"team\":\"pay\"}");
    assertThat(changed.get("networkRules"))
        .hasToString(
            "{\"defaultAction\":\"Deny\",\"bypass\":\"None\",\"addresses\":[\"192.0.2.7/32\"],\"subnets\":[]}");
    assertThat(json("update", "payments", "-g", "other", "--tag=a=b").get("tags"))
        .hasToString("{\"a\":\"b\"}");
    assertThat(vault.counters().requests("vaults/update")).isEqualTo(2);
  }

  @Test
  void listsPageByPage() throws Exception {
    create("payments");
    vault.faults().pageSizes(1, 0);
    List<String> table = run("list").out().lines().toList();
    assertThat(table).hasSize(3);
    assertThat(table.get(0)).startsWith("NAME      RESOURCE GROUP  LOCATION    SKU       RBAC");
    assertThat(table.get(1)).startsWith("embedded  embedded        westus      standard  yes");
    assertThat(vault.counters().requests("vaults/listBySubscription")).isEqualTo(3);

    assertThat(json("list", "-g", "other").findValuesAsText("name")).containsExactly("payments");
    JsonNode resources = json("list", "--resources");
    assertThat(resources.findValuesAsText("name")).containsExactly("embedded", "payments");
    assertThat(resources.get(0).has("sku")).isFalse();
    assertThat(vault.counters().requests("vaults/listByResourceGroup")).isEqualTo(1);
    assertThat(vault.counters().requests("vaults/list")).isEqualTo(1);
    assertThat(run("list", "-g", "other", "--resources").exitCode()).isEqualTo(2);
  }

  @Test
  void changesTheAccessPoliciesOfOneIdentity() throws Exception {
    create("payments", "--access-policies");
    assertThat(access("add", "--keys=get,list", "--secrets=get"))
        .isEqualTo("{\"keys\":[\"get\",\"list\"],\"secrets\":[\"get\"]}");
    assertThat(access("add", "--keys=sign"))
        .isEqualTo("{\"keys\":[\"get\",\"list\",\"sign\"],\"secrets\":[\"get\"]}");
    assertThat(access("replace", "--keys=sign,verify", "--certificates=get"))
        .isEqualTo("{\"keys\":[\"sign\",\"verify\"],\"certificates\":[\"get\"]}");
    assertThat(access("remove", "--keys=verify"))
        .isEqualTo("{\"keys\":[\"sign\"],\"certificates\":[\"get\"]}");
    assertThat(access("remove")).isEmpty();
    assertFailed(
        run("access-policy", "remove", "payments", "-g", "other", "--object-id", OBJECT),
        "no access policy for this identity");
    long reads = vault.counters().requests("vaults/get");
    assertFailed(
        run("access-policy", "add", "payments", "-g", "other", "--object-id", OBJECT),
        "Say which permissions");
    assertThat(vault.counters().requests("vaults/get")).isEqualTo(reads);
    Run ofRbac =
        run(
            "access-policy",
            "add",
            "embedded",
            "-g",
            "embedded",
            "--object-id",
            OBJECT,
            "--keys=get");
    assertThat(ofRbac.err()).contains("uses Azure RBAC: its access policies have no effect");
  }

  /** The permissions of the identity after a change; empty if it has no policy. */
  private String access(String kind, String... permissions) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("access-policy", kind, "payments", "-g", "other", "--object-id", OBJECT));
    all.addAll(List.of(permissions));
    JsonNode policies = json(all.toArray(new String[0])).get("accessPolicies");
    if (policies.isEmpty()) {
      return "";
    }
    assertThat(policies.get(0).get("objectId").asText()).isEqualTo(OBJECT);
    return policies.get(0).toString().replace("\"objectId\":\"" + OBJECT + "\",", "");
  }

  @Test
  void deletesRecoversAndPurges() throws Exception {
    create("payments", "--retention-days=7", "--tag=team=pay");
    assertFailed(
        run("delete", "payments", "-g", "other"), "Delete the vault payments", "add --yes");
    Run no = in(Run.with(config).answering("no"), "delete", "payments", "-g", "other");
    assertThat(no.err()).contains("Nothing was done");
    assertThat(vault.counters().requests("vaults/delete")).isZero();
    assertThat(run("delete", "payments", "-g", "other", "--yes").out())
        .isEqualTo("The vault payments is deleted.\n");
    assertFailed(run("delete", "payments", "-g", "other", "--yes"), "Nothing was deleted");

    assertThat(run("deleted", "list").out())
        .startsWith("NAME      LOCATION    DELETED")
        .contains("payments  westeurope");
    JsonNode deleted = json("deleted", "show", "payments", "--location=westeurope");
    assertThat(deleted.get("resourceGroup").asText()).isEqualTo("other");
    assertThat(deleted.get("tags")).hasToString("{\"team\":\"pay\"}");

    JsonNode recovered = json("recover", "payments", "--location=westeurope", "--tenant=" + OBJECT);
    assertThat(recovered.get("retentionDays").asInt()).isEqualTo(7);
    assertThat(recovered.get("tenant").asText()).isEqualTo(vault.identity().tenantId());

    run("delete", "payments", "-g", "other", "--yes");
    Run purged = in(Run.with(config).answering("y"), "purge", "payments", "--location=westeurope");
    assertThat(purged.out()).isEqualTo("The vault payments is purged.\n");
    assertThat(purged.err())
        .contains("Purging the deleted vault payments in westeurope: InProgress, 0 s");
    assertThat(vault.counters().requests("vaults/operationStatus")).isPositive();
    assertThat(json("deleted", "list")).isEmpty();
  }

  @Test
  void aProtectedVaultIsNotPurged() throws Exception {
    create("payments", "--purge-protection");
    run("delete", "payments", "-g", "other", "--yes");
    assertFailed(
        run("purge", "payments", "--location=westeurope", "--yes"),
        "Azure Resource Manager answered 405 MethodNotAllowed",
        "Its purge protection cannot be lifted");
  }

  @Test
  void aLongOperationThatFailsSaysWhy() throws Exception {
    create("payments");
    run("delete", "payments", "-g", "other", "--yes");
    vault
        .faults()
        .inject(
            "vaults/operationStatus",
            Fault.body(
                "{\"status\":\"Failed\",\"error\":{\"code\":\"Busy\",\"message\":\"Not\\nnow\"}}"));
    assertFailed(
        run("purge", "payments", "--location=westeurope", "--yes"),
        "Purging the deleted vault payments in westeurope failed: Azure Resource Manager accepted it"
            + ", and it ended as Failed with Busy: \"Not now\".");
  }

  @Test
  void waitsWhileItIsThrottled() {
    vault
        .faults()
        .inject("vaults/get", 2, Fault.throttled(Duration.ofMillis(5), RetryAfter.MILLISECONDS));
    Run run = run("show", "embedded", "-g", "embedded");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(vault.counters().requests("vaults/get")).isEqualTo(3);
  }

  @Test
  void errorsSayWhatToDo() {
    assertFailed(
        run("show", "none", "-g", "other"),
        "Showing the vault none in the resource group other failed: Azure Resource Manager"
            + " answered 404 ResourceNotFound",
        "Check the name, the resource group and the subscription.");
    assertFailed(
        run("show", "none", "-g", "nowhere"), "Check the resource group and the subscription.");
    assertFailed(
        run("deleted", "show", "none", "--location=westus"), "Check the name and the location.");
    assertFailed(
        Run.with(config).run("vaults", "list", "--subscription=" + OBJECT),
        "404 SubscriptionNotFound",
        "Check the subscription, and that the credential is of its tenant.");
    assertFailed(
        Run.with(config).run("vaults", "list", "--subscription=../x"),
        "../x is not the id of a subscription");
    assertFailed(run("create", "a_b", "-g", "other", "--location=westus"), "add --tenant");
  }

  @Test
  void errorsNameTheMissingRole() {
    config = configured(vault.managementToken("nothing"));
    assertFailed(
        run("list"),
        "403 AuthorizationFailed",
        "Grant the caller the role Reader on the vault, its resource group or the subscription");
    assertFailed(
        run("delete", "embedded", "-g", "embedded", "--yes"),
        "Grant the caller the role Key Vault Contributor");
    assertFailed(
        run("purge", "embedded", "--location=westus", "--yes"),
        "Grant the caller the role Key Vault Purge Operator on the subscription");
  }

  @Test
  void aTokenForAVaultIsRefused() {
    String token = vault.accessToken();
    config = configured(token);
    Run run = run("list");
    assertFailed(run, "401 InvalidAuthenticationTokenAudience", "azure.keyvault.access-token");
    assertThat(run.err()).doesNotContain(token);
  }

  /** A credential requests only tokens for the management plane, whatever an answer demands. */
  @Test
  void answersDoNotChooseTheToken() throws Exception {
    Identity identity = vault.identity();
    Path file = folder.resolve("application.properties");
    Files.writeString(
        file,
        """
        azure.keyvault.resource-manager=%s
        azure.keyvault.trust-certificates=%s
        azure.keyvault.authority-host=%s
        azure.keyvault.disable-instance-discovery=true
        azure.keyvault.tenant-id=%s
        azure.keyvault.client-id=%s
        azure.keyvault.client-secret=%s
        """
            .formatted(
                identity.authorityHost(),
                vault.caCertificate().toString().replace("\\", "/"),
                identity.authorityHost(),
                identity.tenantId(),
                identity.clientId(),
                identity.clientSecret()));
    config = file;
    vault
        .faults()
        .inject(
            "vaults/get",
            1,
            Fault.challenge(
                identity.authorityHost() + "/" + identity.tenantId(), "https://vault.azure.net"));
    Run run = run("show", "embedded", "-g", "embedded");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(identity.requests())
        .extracting(TokenRequest::scope)
        .containsOnly("https://management.azure.com/.default");
    assertThat(vault.counters().requests("challenge")).isZero();
    // With continuous access evaluation it may demand a new token for the same resource.
    int before = identity.requests().size();
    String claims = "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1\"}}}";
    vault.faults().inject("vaults/get", 1, Fault.claimsChallenge(claims));
    assertThat(run("show", "embedded", "-g", "embedded").exitCode()).isZero();
    assertThat(identity.requests())
        .hasSize(before + 2)
        .extracting(TokenRequest::scope)
        .containsOnly("https://management.azure.com/.default");
    // New vaults get the tenant of the credential.
    JsonNode made = json("create", "payments", "-g", "other", "--location=westus");
    assertThat(made.get("tenant").asText()).isEqualTo(identity.tenantId());
  }

  @Test
  void aListStaysOnItsHost() throws Exception {
    create("payments");
    try (VaultServer foreign = VaultServer.start()) {
      vault.faults().pageSizes(1);
      vault
          .faults()
          .inject(
              "vaults/listBySubscription",
              Fault.rewritten(
                  page -> page.replace(vault.uri().toString(), foreign.uri().toString())));
      assertFailed(run("list"), "it leads to another host");
      assertThat(foreign.counters().connections()).isZero();
    }
  }

  @Test
  void theEnvironmentMayNameTheSubscription() throws Exception {
    Assumptions.assumeTrue(System.getenv("AZURE_SUBSCRIPTION_ID") == null);
    assertFailed(
        Run.with(config).run("vaults", "list"), "--subscription ID", "AZURE_SUBSCRIPTION_ID");

    ProcessBuilder process =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--config",
            config.toString(),
            "vaults",
            "list");
    process.environment().put("AZURE_SUBSCRIPTION_ID", SUBSCRIPTION);
    process.redirectErrorStream(true);
    Process running = process.start();
    String out = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(running.waitFor()).as(out).isZero();
    assertThat(out).contains("embedded");
  }
}
