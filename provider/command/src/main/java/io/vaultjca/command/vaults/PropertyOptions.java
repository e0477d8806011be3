package io.vaultjca.command.vaults;

import io.vaultjca.VaultException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.vault.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The properties of a new and of an existing vault. */
final class PropertyOptions {
  @Option(
      names = "--sku",
      description = "The tier: standard, or premium, which offers keys in an HSM.")
  private @Nullable Sku sku;

  @ArgGroup private @Nullable Authorization authorization;

  @Option(
      names = "--purge-protection",
      description = "Nobody can purge the vault or its contents. This cannot be undone.")
  private boolean purgeProtection;

  @Option(
      names = "--tag",
      paramLabel = "NAME=VALUE",
      description = "A tag; replaces all existing tags.")
  private @Nullable Map<String, String> tags;

  @Option(
      names = "--for-deployment",
      paramLabel = "true|false",
      description = "Whether virtual machines may fetch certificates.")
  private @Nullable Boolean deployment;

  @Option(
      names = "--for-disk-encryption",
      paramLabel = "true|false",
      description = "Whether Azure Disk Encryption may fetch secrets and unwrap keys.")
  private @Nullable Boolean diskEncryption;

  @Option(
      names = "--for-templates",
      paramLabel = "true|false",
      description = "Whether Resource Manager may fetch secrets.")
  private @Nullable Boolean templates;

  @Mixin private NetworkOptions network;

  /** The tiers. */
  enum Sku {
    standard,
    premium
  }

  private static final class Authorization {
    @Option(names = "--rbac", description = "Azure RBAC controls access (the default).")
    private boolean rbac;

    @Option(names = "--access-policies", description = "Access policies control access.")
    private boolean accessPolicies;
  }

  @Nullable Map<String, String> tags() {
    return tags;
  }

  /**
   * The given properties.
   *
   * @param before the existing network rules, for those that no option changes
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

  /** Whether an option changes the network rules. */
  boolean namesRules() {
    return network.namesRules();
  }
}
