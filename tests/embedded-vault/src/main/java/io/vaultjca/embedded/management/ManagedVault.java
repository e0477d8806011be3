package io.vaultjca.embedded.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.service.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * A vault as the management plane knows it, live or deleted. Immutable; a change makes another one.
 *
 * @param group the resource group
 * @param uri the vault's own address
 * @param properties what a client sets of the properties
 * @param ready when it can be used
 * @param deleted when it was deleted; null while it lives
 * @param purged when it ends for good; null if nobody asked for that
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

  /** What the list of all resources says of it. */
  ObjectNode resource() {
    ObjectNode node = Json.object();
    node.put("id", id());
    node.put("name", name);
    node.put("type", ManagementService.TYPE);
    node.put("location", location);
    node.set("tags", Json.object(tags));
    return node;
  }

  /** All that there is to say of a vault that lives. */
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

  /** What there is to say of a deleted one. */
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
