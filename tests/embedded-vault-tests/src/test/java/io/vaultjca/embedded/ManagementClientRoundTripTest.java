package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.management.Resource;
import com.azure.core.management.exception.ManagementException;
import com.azure.resourcemanager.keyvault.fluent.VaultsClient;
import com.azure.resourcemanager.keyvault.fluent.models.CheckNameAvailabilityResultInner;
import com.azure.resourcemanager.keyvault.fluent.models.DeletedVaultInner;
import com.azure.resourcemanager.keyvault.fluent.models.VaultAccessPolicyParametersInner;
import com.azure.resourcemanager.keyvault.fluent.models.VaultInner;
import com.azure.resourcemanager.keyvault.implementation.KeyVaultManagementClientBuilder;
import com.azure.resourcemanager.keyvault.models.AccessPolicyEntry;
import com.azure.resourcemanager.keyvault.models.AccessPolicyUpdateKind;
import com.azure.resourcemanager.keyvault.models.CreateMode;
import com.azure.resourcemanager.keyvault.models.IpRule;
import com.azure.resourcemanager.keyvault.models.KeyPermissions;
import com.azure.resourcemanager.keyvault.models.NetworkRuleAction;
import com.azure.resourcemanager.keyvault.models.NetworkRuleSet;
import com.azure.resourcemanager.keyvault.models.Permissions;
import com.azure.resourcemanager.keyvault.models.Reason;
import com.azure.resourcemanager.keyvault.models.Sku;
import com.azure.resourcemanager.keyvault.models.SkuFamily;
import com.azure.resourcemanager.keyvault.models.SkuName;
import com.azure.resourcemanager.keyvault.models.VaultAccessPolicyProperties;
import com.azure.resourcemanager.keyvault.models.VaultCheckNameAvailabilityParameters;
import com.azure.resourcemanager.keyvault.models.VaultCreateOrUpdateParameters;
import com.azure.resourcemanager.keyvault.models.VaultPatchParameters;
import com.azure.resourcemanager.keyvault.models.VaultPatchProperties;
import com.azure.resourcemanager.keyvault.models.VaultProperties;
import com.azure.resourcemanager.keyvault.models.VaultProvisioningState;
import io.vaultjca.embedded.management.ManagementService;
import io.vaultjca.embedded.service.AccessTokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The twelve operations on vaults through the official client, with its API version. */
class ManagementClientRoundTripTest {
  private static final String OBJECT = "11111111-2222-3333-4444-555555555555";

  private VaultServer vault;
  private VaultsClient vaults;

  @BeforeEach
  void start() {
    vault = VaultServer.start();
    vaults = client(vault.managementToken());
  }

  @AfterEach
  void close() {
    vault.close();
  }

  private VaultsClient client(String token) {
    return new KeyVaultManagementClientBuilder()
        .endpoint(vault.uri().toString())
        .subscriptionId(ManagementService.SUBSCRIPTION)
        .defaultPollInterval(Duration.ofMillis(20))
        .pipeline(
            new HttpPipelineBuilder()
                .policies(
                    new BearerTokenAuthenticationPolicy(
                        AzureClients.token(token), "https://management.azure.com/.default"))
                .httpClient(AzureClients.http(vault))
                .build())
        .buildClient()
        .getVaults();
  }

  private static VaultProperties properties() {
    return new VaultProperties()
        .withTenantId(UUID.fromString(AccessTokens.TENANT))
        .withSku(new Sku().withFamily(SkuFamily.A).withName(SkuName.STANDARD))
        .withEnableRbacAuthorization(true);
  }

  private VaultInner create(String name, VaultProperties properties) {
    return vaults.createOrUpdate(
        "other",
        name,
        new VaultCreateOrUpdateParameters()
            .withLocation("West Europe")
            .withTags(Map.of("team", "payments"))
            .withProperties(properties));
  }

  @Test
  void createsAVaultAndWaitsForIt() {
    VaultInner made = create("payments", properties().withSoftDeleteRetentionInDays(30));

    assertThat(vault.counters().requests("vaults/get")).isPositive();
    assertThat(made.id())
        .isEqualTo(
            "/subscriptions/%s/resourceGroups/other/providers/Microsoft.KeyVault/vaults/payments"
                .formatted(ManagementService.SUBSCRIPTION));
    assertThat(made.location()).isEqualTo("westeurope");
    assertThat(made.tags()).isEqualTo(Map.of("team", "payments"));
    assertThat(made.properties().provisioningState()).isEqualTo(VaultProvisioningState.SUCCEEDED);
    assertThat(made.properties().vaultUri()).isEqualTo("https://payments.vault.azure.net/");
    assertThat(made.properties().softDeleteRetentionInDays()).isEqualTo(30);
    assertThat(made.properties().enableRbacAuthorization()).isTrue();
    assertThat(made.systemData().createdAt()).isNotNull();
    assertThat(vaults.getByResourceGroup("other", "payments").properties().vaultUri())
        .isEqualTo(made.properties().vaultUri());
  }

  @Test
  void updatesOnlyTheNamedProperties() {
    create("payments", properties());
    VaultInner changed =
        vaults.update(
            "other",
            "payments",
            new VaultPatchParameters()
                .withProperties(
                    new VaultPatchProperties()
                        .withEnablePurgeProtection(true)
                        .withNetworkAcls(
                            new NetworkRuleSet()
                                .withDefaultAction(NetworkRuleAction.DENY)
                                .withIpRules(List.of(new IpRule().withValue("192.0.2.7"))))));
    assertThat(changed.tags()).isEqualTo(Map.of("team", "payments"));
    assertThat(changed.properties().enablePurgeProtection()).isTrue();
    assertThat(changed.properties().networkAcls().ipRules().get(0).value())
        .isEqualTo("192.0.2.7/32");
    assertThat(changed.properties().sku().name()).isEqualTo(SkuName.STANDARD);
  }

  @Test
  void listsVaultsInPages() {
    create("payments", properties());
    create("ledger", properties());
    vault.faults().pageSizes(1, 0, 1);
    assertThat(vaults.listBySubscription())
        .extracting(VaultInner::name)
        .containsExactly("embedded", "ledger", "payments");
    assertThat(vault.counters().requests("vaults/listBySubscription")).isEqualTo(4);
    assertThat(vaults.listByResourceGroup("other"))
        .extracting(VaultInner::name)
        .containsExactly("ledger", "payments");
    vault.faults().pageSizes(1);
    assertThat(vaults.list())
        .extracting(Resource::name)
        .containsExactly("embedded", "ledger", "payments");
  }

  @Test
  void changesTheAccessPoliciesOfOneIdentity() {
    create(
        "payments", properties().withEnableRbacAuthorization(false).withAccessPolicies(List.of()));
    access(AccessPolicyUpdateKind.ADD, KeyPermissions.GET);
    assertThat(access(AccessPolicyUpdateKind.ADD, KeyPermissions.SIGN))
        .containsExactly(KeyPermissions.GET, KeyPermissions.SIGN);
    assertThat(access(AccessPolicyUpdateKind.REPLACE, KeyPermissions.LIST, KeyPermissions.GET))
        .containsExactly(KeyPermissions.LIST, KeyPermissions.GET);
    assertThat(access(AccessPolicyUpdateKind.REMOVE, KeyPermissions.LIST))
        .containsExactly(KeyPermissions.GET);
    assertThat(access(AccessPolicyUpdateKind.REMOVE, KeyPermissions.GET)).isEmpty();
    assertThat(vaults.getByResourceGroup("other", "payments").properties().accessPolicies())
        .isEmpty();
  }

  private List<KeyPermissions> access(AccessPolicyUpdateKind kind, KeyPermissions... keys) {
    VaultAccessPolicyParametersInner answer =
        vaults.updateAccessPolicy(
            "other",
            "payments",
            kind,
            new VaultAccessPolicyParametersInner()
                .withProperties(
                    new VaultAccessPolicyProperties()
                        .withAccessPolicies(
                            List.of(
                                new AccessPolicyEntry()
                                    .withTenantId(UUID.fromString(AccessTokens.TENANT))
                                    .withObjectId(OBJECT)
                                    .withPermissions(new Permissions().withKeys(List.of(keys)))))));
    List<AccessPolicyEntry> entries = answer.properties().accessPolicies();
    return entries.isEmpty() ? List.of() : entries.get(0).permissions().keys();
  }

  @Test
  void aDeletedVaultKeepsItsNameUntilItIsPurged() {
    create("payments", properties());
    vaults.delete("other", "payments");
    assertThat(vaults.listBySubscription())
        .extracting(VaultInner::name)
        .containsExactly("embedded");
    assertThat(vaults.listDeleted())
        .extracting(DeletedVaultInner::name)
        .containsExactly("payments");
    DeletedVaultInner deleted = vaults.getDeleted("payments", "westeurope");
    assertThat(deleted.properties().scheduledPurgeDate())
        .isEqualTo(deleted.properties().deletionDate().plusDays(90));
    CheckNameAvailabilityResultInner taken = check("payments");
    assertThat(taken.nameAvailable()).isFalse();
    assertThat(taken.reason()).isEqualTo(Reason.ALREADY_EXISTS);
    assertThatThrownBy(() -> create("payments", properties()))
        .isInstanceOfSatisfying(
            ManagementException.class,
            refusal -> assertThat(refusal.getValue().getCode()).isEqualTo("ConflictError"));

    vaults.purgeDeleted("payments", "westeurope");

    assertThat(vault.counters().requests("vaults/operationStatus")).isPositive();
    assertThat(vaults.listDeleted()).isEmpty();
    assertThat(check("payments").nameAvailable()).isTrue();
  }

  private CheckNameAvailabilityResultInner check(String name) {
    return vaults.checkNameAvailability(new VaultCheckNameAvailabilityParameters().withName(name));
  }

  @Test
  void recoversADeletedVault() {
    create("payments", properties().withSoftDeleteRetentionInDays(7));
    vaults.delete("other", "payments");
    VaultInner recovered = create("payments", properties().withCreateMode(CreateMode.RECOVER));
    assertThat(recovered.properties().softDeleteRetentionInDays()).isEqualTo(7);
    assertThat(vaults.listDeleted()).isEmpty();
  }

  @Test
  void refusesATokenForAVault() {
    assertThatThrownBy(() -> client(vault.accessToken()).getByResourceGroup("embedded", "embedded"))
        .isInstanceOfSatisfying(
            ManagementException.class,
            refusal ->
                assertThat(refusal.getValue().getCode())
                    .isEqualTo("InvalidAuthenticationTokenAudience"));
  }
}
