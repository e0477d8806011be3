package io.vaultjca.command.vaults.management;

import io.vaultjca.VaultException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.vault.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The output for a vault, a deleted vault and its access policies. */
public final class VaultFields {
  private static final Pattern GROUP =
      Pattern.compile(".*/resourceGroups/([^/]+)/.*", Pattern.CASE_INSENSITIVE);

  private static final List<String> COLLECTIONS =
      List.of("keys", "secrets", "certificates", "storage");

  private VaultFields() {}

  /** Converts a vault, or an item of the list of resources, which has fewer members. */
  public static Fields of(JsonObject vault) throws VaultException {
    Fields fields =
        new Fields()
            .with("name", vault.text("name"))
            .with("resourceGroup", vault.text("id").flatMap(VaultFields::group))
            .with("location", vault.text("location"))
            .with("id", vault.text("id"));
    Optional<JsonObject> properties = vault.object("properties");
    if (properties.isPresent()) {
      add(fields, properties.get());
    }
    fields.withTags(vault.members("tags").orElse(Map.of()));
    Optional<JsonObject> system = vault.object("systemData");
    if (system.isPresent()) {
      fields
          .with("created", system.get().text("createdAt").flatMap(VaultFields::time))
          .with("updated", system.get().text("lastModifiedAt").flatMap(VaultFields::time));
    }
    return fields;
  }

  private static void add(Fields fields, JsonObject properties) throws VaultException {
    Optional<JsonObject> sku = properties.object("sku");
    fields
        .with("uri", properties.text("vaultUri"))
        .with("state", properties.text("provisioningState"))
        .with("sku", sku.isEmpty() ? null : sku.get().text("name"))
        .with("tenant", properties.text("tenantId"))
        .with("rbac", properties.bool("enableRbacAuthorization"))
        .with("retentionDays", number(properties, "softDeleteRetentionInDays"))
        .with("purgeProtection", properties.bool("enablePurgeProtection").orElse(false))
        .with("publicNetworkAccess", properties.text("publicNetworkAccess"))
        .with("forDeployment", properties.bool("enabledForDeployment"))
        .with("forDiskEncryption", properties.bool("enabledForDiskEncryption"))
        .with("forTemplates", properties.bool("enabledForTemplateDeployment"));
    Optional<JsonObject> rules = properties.object("networkAcls");
    if (rules.isPresent()) {
      fields.with("networkRules", rules(rules.get()));
    }
    fields.with("accessPolicies", policies(properties));
  }

  private static Fields rules(JsonObject rules) throws VaultException {
    List<String> addresses = new ArrayList<>();
    for (JsonObject rule : rules.objects("ipRules")) {
      rule.text("value").ifPresent(addresses::add);
    }
    List<String> subnets = new ArrayList<>();
    for (JsonObject rule : rules.objects("virtualNetworkRules")) {
      rule.text("id").ifPresent(subnets::add);
    }
    return new Fields()
        .with("defaultAction", rules.text("defaultAction"))
        .with("bypass", rules.text("bypass"))
        .with("addresses", addresses)
        .with("subnets", subnets);
  }

  /** Converts the access policies: each is an identity with its permissions. */
  public static List<Fields> policies(JsonObject properties) throws VaultException {
    List<Fields> policies = new ArrayList<>();
    for (JsonObject policy : properties.objects("accessPolicies")) {
      Fields fields =
          new Fields()
              .with("objectId", policy.text("objectId"))
              .with("applicationId", policy.text("applicationId"));
      Optional<JsonObject> permissions = policy.object("permissions");
      for (String collection : COLLECTIONS) {
        if (permissions.isPresent() && permissions.get().has(collection)) {
          fields.with(collection, permissions.get().texts(collection));
        }
      }
      policies.add(fields);
    }
    return policies;
  }

  /** Converts a deleted vault. */
  public static Fields deleted(JsonObject vault) throws VaultException {
    Fields fields = new Fields().with("name", vault.text("name")).with("id", vault.text("id"));
    Optional<JsonObject> found = vault.object("properties");
    if (found.isPresent()) {
      JsonObject properties = found.get();
      fields
          .with("location", properties.text("location"))
          .with("resourceGroup", properties.text("vaultId").flatMap(VaultFields::group))
          .with("vaultId", properties.text("vaultId"))
          .with("deleted", properties.text("deletionDate").flatMap(VaultFields::time))
          .with("purges", properties.text("scheduledPurgeDate").flatMap(VaultFields::time))
          .with("purgeProtection", properties.bool("purgeProtectionEnabled").orElse(false))
          .withTags(properties.members("tags").orElse(Map.of()));
    }
    return fields;
  }

  /** The resource group in an identifier. */
  public static Optional<String> group(String id) {
    Matcher matcher = GROUP.matcher(id);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static @Nullable Integer number(JsonObject properties, String name)
      throws VaultException {
    return properties.count(name).isPresent() ? properties.count(name).getAsInt() : null;
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
