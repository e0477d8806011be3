package io.vaultjca.embedded.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.service.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * A vault in the management plane, live or deleted. Immutable.
 *
 * @param group the resource group
 * @param uri the address of the vault
 * @param properties the properties that a client sets
 * @param ready when it is provisioned
 * @param deleted when it was deleted; null if it is live
 * @param purged when its purge takes effect; null if it is not purged
 */
record ManagedVault(
    String group,
    String name,
    String location,
    String uri,
    Map<String, String> tags,
    ObjectNode properties,
    String author,
    Instant created,
    Instant modified,
    Instant ready,
    Instant deleted,
    Instant purged) {

  ManagedVault changed(Map<String, String> newTags, ObjectNode newProperties, Instant now) {
    return new ManagedVault(
        group,
        name,
        location,
        uri,
        newTags,
        newProperties,
        author,
        created,
        now,
        ready,
        deleted,
        purged);
  }

  ManagedVault with(Instant whenDeleted, Instant whenPurged) {
    return new ManagedVault(
        group,
        name,
        location,
        uri,
        tags,
        properties,
        author,
        created,
        modified,
        ready,
        whenDeleted,
        whenPurged);
  }

  boolean isDeleted() {
    return deleted != null;
  }

  boolean isGone(Instant now) {
    return (purged != null && !now.isBefore(purged))
        || (deleted != null && !now.isBefore(scheduledPurge()));
  }

  boolean isProtected() {
    return properties.has("enablePurgeProtection");
  }

  private Instant scheduledPurge() {
    return deleted.plus(properties.get("softDeleteRetentionInDays").intValue(), ChronoUnit.DAYS);
  }

  String id() {
    return "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.KeyVault/vaults/%s"
        .formatted(ManagementService.SUBSCRIPTION, group, name);
  }

  /** Writes the vault for the list of all resources. */
  ObjectNode resource() {
    ObjectNode node = Json.object();
    node.put("id", id());
    node.put("name", name);
    node.put("type", ManagementService.TYPE);
    node.put("location", location);
    node.set("tags", Json.object(tags));
    return node;
  }

  /** Writes a live vault. */
  ObjectNode json(Instant now) {
    ObjectNode node = resource();
    ObjectNode system = node.putObject("systemData");
    system.put("createdBy", author);
    system.put("createdByType", "Application");
    system.put("createdAt", created.toString());
    system.put("lastModifiedBy", author);
    system.put("lastModifiedByType", "Application");
    system.put("lastModifiedAt", modified.toString());
    ObjectNode all = properties.deepCopy();
    all.put("vaultUri", uri + "/");
    all.put("provisioningState", now.isBefore(ready) ? "RegisteringDns" : "Succeeded");
    node.set("properties", all);
    return node;
  }

  String deletedId() {
    return "/subscriptions/%s/providers/Microsoft.KeyVault/locations/%s/deletedVaults/%s"
        .formatted(ManagementService.SUBSCRIPTION, location, name);
  }

  /** Writes a deleted vault. */
  ObjectNode deletedJson() {
    ObjectNode node = Json.object();
    node.put("id", deletedId());
    node.put("name", name);
    node.put("type", "Microsoft.KeyVault/deletedVaults");
    ObjectNode all = node.putObject("properties");
    all.put("vaultId", id());
    all.put("location", location);
    all.set("tags", Json.object(tags));
    all.put("deletionDate", deleted.truncatedTo(ChronoUnit.SECONDS).toString());
    all.put("scheduledPurgeDate", scheduledPurge().truncatedTo(ChronoUnit.SECONDS).toString());
    if (isProtected()) {
      all.put("purgeProtectionEnabled", true);
    }
    return node;
  }
}
