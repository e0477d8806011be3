package io.vaultjca.command.vaults;

import io.vaultjca.VaultException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.vault.JsonObject;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What can be said of a vault when it is made, and later. */
final class PropertyOptions {
  @Option(
      names = "--sku",
      description = "The tier: standard, or premium, which has keys in an HSM.")
  private Sku sku;

  @ArgGroup private Authorization authorization;

  @Option(
      names = "--purge-protection",
      description = "Nobody can purge the vault or what is in it. It cannot be taken back.")
  private boolean purgeProtection;

  @Option(
      names = "--tag",
      paramLabel = "NAME=VALUE",
      description = "A tag; those that are named replace all.")
  private Map<String, String> tags;

  @Option(
      names = "--for-deployment",
      paramLabel = "true|false",
      description = "Whether virtual machines may fetch certificates.")
  private Boolean deployment;

  @Option(
      names = "--for-disk-encryption",
      paramLabel = "true|false",
      description = "Whether Azure Disk Encryption may fetch secrets and unwrap keys.")
  private Boolean diskEncryption;

  @Option(
      names = "--for-templates",
      paramLabel = "true|false",
      description = "Whether Resource Manager may fetch secrets.")
  private Boolean templates;

  @Mixin private NetworkOptions network;

  /** The tiers. */
  enum Sku {
    standard,
    premium
  }

  private static final class Authorization {
    @Option(names = "--rbac", description = "Azure RBAC says who may do what: the default.")
    private boolean rbac;

    @Option(names = "--access-policies", description = "Access policies say who may do what.")
    private boolean accessPolicies;
  }

  /** Tags to set, or null. */
  Map<String, String> tags() {
    return tags;
  }

  /**
   * The properties that are named.
   *
   * @param before the rules of the network as they are, for those that are not named
   */
  Fields properties(Optional<JsonObject> before) throws VaultException {
    return new Fields()
        .with("sku", sku == null ? null : sku(sku))
        .with("enableRbacAuthorization", authorization == null ? null : authorization.rbac)
        .with("enablePurgeProtection", purgeProtection ? true : null)
        .with("enabledForDeployment", deployment)
        .with("enabledForDiskEncryption", diskEncryption)
        .with("enabledForTemplateDeployment", templates)
        .with("publicNetworkAccess", network.publicAccess())
        .with("networkAcls", network.rules(before));
  }

  static Fields sku(Sku tier) {
    return new Fields().with("family", "A").with("name", tier.name());
  }

  Sku skuOr(Sku otherwise) {
    return sku == null ? otherwise : sku;
  }

  boolean usesAccessPolicies() {
    return authorization != null && authorization.accessPolicies;
  }

  /** Whether rules of the network are named, which replace those that there are. */
  boolean namesRules() {
    return network.namesRules();
  }
}
