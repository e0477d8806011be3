package io.vaultjca.embedded.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.service.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The access policies of a vault, one entry with permissions for each identity. */
final class AccessPolicies {
  private static final int MOST = 1_024;

  /** The permissions of each collection (KeyPermissions and so on in the specification). */
  private static final Map<String, List<String>> PERMISSIONS =
      Map.of(
          "keys",
          List.of(
              "all",
              "encrypt",
              "decrypt",
              "wrapKey",
              "unwrapKey",
              "sign",
              "verify",
              "get",
              "list",
              "create",
              "update",
              "import",
              "delete",
              "backup",
              "restore",
              "recover",
              "purge",
              "release",
              "rotate",
              "getrotationpolicy",
              "setrotationpolicy"),
          "secrets",
          List.of("all", "get", "list", "set", "delete", "backup", "restore", "recover", "purge"),
          "certificates",
          List.of(
              "all",
              "get",
              "list",
              "delete",
              "create",
              "import",
              "update",
              "managecontacts",
              "getissuers",
              "listissuers",
              "setissuers",
              "deleteissuers",
              "manageissuers",
              "recover",
              "purge",
              "backup",
              "restore"),
          "storage",
          List.of(
              "all",
              "get",
              "list",
              "delete",
              "set",
              "update",
              "regeneratekey",
              "recover",
              "purge",
              "backup",
              "restore",
              "setsas",
              "listsas",
              "getsas",
              "deletesas"));

  private static final List<String> COLLECTIONS =
      List.of("keys", "secrets", "certificates", "storage");

  private AccessPolicies() {}

  /**
   * Reads the policies of a body.
   *
   * @param tenant the vault's tenant
   * @return null if absent
   */
  static ArrayNode of(ArmBody properties, String tenant) throws ArmException {
    List<ArmBody> entries =
        properties.objects(
            "accessPolicies", "tenantId", "objectId", "applicationId", "permissions");
    if (entries == null) {
      return null;
    }
    Map<String, JsonNode> policies = new LinkedHashMap<>();
    for (ArmBody entry : entries) {
      ObjectNode policy = policy(entry, tenant);
      if (policies.put(identity(policy), policy) != null) {
        throw ArmException.invalid("accessPolicies");
      }
    }
    if (policies.size() > MOST) {
      throw ArmException.invalid("accessPolicies");
    }
    return array(policies);
  }

  private static ObjectNode policy(ArmBody entry, String tenant) throws ArmException {
    ObjectNode policy = Json.object();
    if (!entry.requiredUuid("tenantId").equalsIgnoreCase(tenant)) {
      throw ArmException.invalid("accessPolicies");
    }
    policy.put("tenantId", tenant);
    policy.put("objectId", entry.requiredUuid("objectId"));
    if (entry.has("applicationId")) {
      policy.put("applicationId", entry.uuid("applicationId"));
    }
    ArmBody given = entry.requiredObject("permissions", COLLECTIONS.toArray(new String[0]));
    ObjectNode permissions = policy.putObject("permissions");
    for (String collection : COLLECTIONS) {
      List<String> some = given.someOf(collection, PERMISSIONS.get(collection));
      if (some != null) {
        permissions.set(collection, Json.array(new LinkedHashSet<>(some)));
      }
    }
    return policy;
  }

  /**
   * Applies a change to a vault's policies.
   *
   * @param kind {@code add}: adds permissions; {@code replace}: replaces those of the named
   *     identities; {@code remove}: removes permissions, and identities without any
   */
  static ArrayNode changed(JsonNode before, ArrayNode change, String kind) {
    Map<String, JsonNode> policies = new LinkedHashMap<>();
    before.forEach(policy -> policies.put(identity(policy), policy));
    for (JsonNode policy : change) {
      String identity = identity(policy);
      JsonNode known = policies.get(identity);
      switch (kind) {
        case "add" -> policies.put(identity, known == null ? policy : with(known, policy, true));
        case "replace" -> policies.put(identity, policy);
        default -> {
          JsonNode left = known == null ? null : with(known, policy, false);
          if (left != null && permits(left)) {
            policies.put(identity, left);
          } else {
            policies.remove(identity);
          }
        }
      }
    }
    return array(policies);
  }

  private static JsonNode with(JsonNode known, JsonNode change, boolean more) {
    ObjectNode changed = known.deepCopy();
    ObjectNode permissions = changed.putObject("permissions");
    for (String collection : COLLECTIONS) {
      Set<String> some = new LinkedHashSet<>(words(known, collection));
      if (more) {
        some.addAll(words(change, collection));
      } else {
        words(change, collection).forEach(some::remove);
      }
      if (!some.isEmpty()) {
        permissions.set(collection, Json.array(some));
      }
    }
    return changed;
  }

  private static boolean permits(JsonNode policy) {
    return COLLECTIONS.stream().anyMatch(collection -> !words(policy, collection).isEmpty());
  }

  private static List<String> words(JsonNode policy, String collection) {
    List<String> words = new ArrayList<>();
    policy.path("permissions").path(collection).forEach(word -> words.add(word.textValue()));
    return words;
  }

  private static String identity(JsonNode policy) {
    return (policy.path("objectId").asText() + "/" + policy.path("applicationId").asText())
        .toLowerCase(Locale.ROOT);
  }

  private static ArrayNode array(Map<String, JsonNode> policies) {
    ArrayNode array = Json.array(List.of());
    policies.values().forEach(array::add);
    return array;
  }
}
