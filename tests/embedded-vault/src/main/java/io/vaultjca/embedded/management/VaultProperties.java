package io.vaultjca.embedded.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.service.Json;
import java.util.Arrays;
import java.util.List;

/**
 * The properties of a vault: those that a body may set (VaultProperties and VaultPatchProperties in
 * the specification), and those that cannot be reset.
 */
final class VaultProperties {
  private static final String[] PATCHABLE = {
    "tenantId",
    "sku",
    "accessPolicies",
    "enabledForDeployment",
    "enabledForDiskEncryption",
    "enabledForTemplateDeployment",
    "enableSoftDelete",
    "enableRbacAuthorization",
    "softDeleteRetentionInDays",
    "createMode",
    "enablePurgeProtection",
    "networkAcls",
    "publicNetworkAccess"
  };

  /** Set by the service; values from clients are ignored. */
  private static final String[] OF_THE_SERVICE = {"vaultUri", "provisioningState"};

  private static final List<String> SWITCHES =
      List.of("enabledForDeployment", "enabledForDiskEncryption", "enabledForTemplateDeployment");
  private static final int LONGEST_RETENTION = 90;
  private static final int SHORTEST_RETENTION = 7;

  private VaultProperties() {}

  /** Reads the properties in the body of a PUT. */
  static ArmBody ofPut(ArmBody body) throws ArmException {
    String[] all = Arrays.copyOf(PATCHABLE, PATCHABLE.length + OF_THE_SERVICE.length);
    System.arraycopy(OF_THE_SERVICE, 0, all, PATCHABLE.length, OF_THE_SERVICE.length);
    return body.requiredObject("properties", all);
  }

  /** Reads the properties in the body of a PATCH; null if absent. */
  static ArmBody ofPatch(ArmBody body) throws ArmException {
    return body.object("properties", PATCHABLE);
  }

  /** Returns whether the request recovers a deleted vault. */
  static boolean recovers(ArmBody given) throws ArmException {
    return "recover".equals(given.oneOf("createMode", List.of("recover", "default")));
  }

  /**
   * Returns the properties after a PUT, which sets all of them.
   *
   * @param before null for a new vault
   * @param rbac whether a vault uses Azure RBAC by default, which depends on the version
   */
  static ObjectNode put(ArmBody given, ObjectNode before, boolean rbac) throws ArmException {
    ObjectNode properties = Json.object();
    sku(given.requiredObject("sku", "family", "name"), properties);
    String tenant = given.requiredUuid("tenantId");
    properties.put("tenantId", tenant);
    ObjectNode rules = NetworkRules.of(given);
    if (rules != null) {
      properties.set("networkAcls", rules);
    }
    Boolean asked = given.bool("enableRbacAuthorization");
    boolean byRoles = asked == null ? rbac : asked;
    ArrayNode policies = AccessPolicies.of(given, tenant);
    if (policies == null && !byRoles) {
      throw ArmException.badRequest("The parameter 'accessPolicies' is not specified.");
    }
    properties.set("accessPolicies", policies == null ? Json.array(List.of()) : policies);
    for (String name : SWITCHES) {
      properties.put(name, Boolean.TRUE.equals(given.bool(name)));
    }
    properties.put("enableSoftDelete", true);
    properties.put(
        "softDeleteRetentionInDays",
        before == null ? LONGEST_RETENTION : before.get("softDeleteRetentionInDays").intValue());
    properties.put("enableRbacAuthorization", byRoles);
    if (before != null && before.has("enablePurgeProtection")) {
      properties.put("enablePurgeProtection", true);
    }
    properties.put("publicNetworkAccess", "Enabled");
    deletion(given, before, properties);
    access(given, properties);
    return properties;
  }

  /** Returns the properties after a PATCH, which changes some of them. */
  static ObjectNode patched(ArmBody given, ObjectNode before) throws ArmException {
    ObjectNode properties = before.deepCopy();
    ArmBody sku = given.object("sku", "family", "name");
    if (sku != null) {
      sku(sku, properties);
    }
    if (given.has("tenantId")) {
      properties.put("tenantId", given.uuid("tenantId"));
    }
    ObjectNode rules = NetworkRules.of(given);
    if (rules != null) {
      properties.set("networkAcls", rules);
    }
    ArrayNode policies = AccessPolicies.of(given, properties.get("tenantId").textValue());
    if (policies != null) {
      properties.set("accessPolicies", policies);
    }
    for (String name : SWITCHES) {
      if (given.has(name)) {
        properties.put(name, given.bool(name));
      }
    }
    if (given.has("enableRbacAuthorization")) {
      properties.put("enableRbacAuthorization", given.bool("enableRbacAuthorization"));
    }
    deletion(given, before, properties);
    access(given, properties);
    return properties;
  }

  private static void sku(ArmBody given, ObjectNode properties) throws ArmException {
    String family = given.oneOf("family", List.of("A"));
    String name = given.oneOf("name", List.of("standard", "premium"));
    if (family == null || name == null) {
      throw ArmException.invalid("sku");
    }
    properties.putObject("sku").put("family", family).put("name", name);
  }

  private static void deletion(ArmBody given, ObjectNode before, ObjectNode properties)
      throws ArmException {
    if (Boolean.FALSE.equals(given.bool("enableSoftDelete"))) {
      throw ArmException.badRequest(
          "The property \"enableSoftDelete\" can not be set to false. Enabling the 'soft delete' functionality is an irreversible action.");
    }
    Integer days = given.number("softDeleteRetentionInDays", SHORTEST_RETENTION, LONGEST_RETENTION);
    if (days != null) {
      if (before != null && before.get("softDeleteRetentionInDays").intValue() != days) {
        throw ArmException.badRequest(
            "The property \"softDeleteRetentionInDays\" has been set already and it can't be modified.");
      }
      properties.put("softDeleteRetentionInDays", days);
    }
    Boolean protection = given.bool("enablePurgeProtection");
    if (Boolean.FALSE.equals(protection)) {
      throw ArmException.badRequest(
          "The property \"enablePurgeProtection\" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.");
    }
    if (protection != null) {
      properties.put("enablePurgeProtection", true);
    }
  }

  private static void access(ArmBody given, ObjectNode properties) throws ArmException {
    String access = given.oneOf("publicNetworkAccess", List.of("Enabled", "Disabled"));
    if (access != null) {
      properties.put("publicNetworkAccess", access);
    }
  }
}
