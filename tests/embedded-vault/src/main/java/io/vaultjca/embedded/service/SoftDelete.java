package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.store.Life;
import io.vaultjca.embedded.store.ObjectCollection;
import io.vaultjca.embedded.store.Settings;
import io.vaultjca.embedded.store.VaultObject;
import io.vaultjca.embedded.store.Version;
import java.util.Optional;

/** Finds and soft-deletes objects, with the same rules for keys, secrets and certificates. */
final class SoftDelete<V extends Version, X> {
  private final Kind kind;
  private final ObjectCollection<V, X> objects;
  private final Settings settings;
  private final String baseUri;

  SoftDelete(Kind kind, ObjectCollection<V, X> objects, Settings settings, String baseUri) {
    this.kind = kind;
    this.objects = objects;
    this.settings = settings;
    this.baseUri = baseUri;
  }

  /** Finds the live object that a call names. */
  VaultObject<V, X> live(Call call) throws ServiceException {
    Optional<VaultObject<V, X>> object = objects.live(call.name());
    if (object.isEmpty()) {
      throw ServiceException.notFound(kind, call.id());
    }
    return object.get();
  }

  /** Finds the version that a call names. */
  V version(VaultObject<V, X> object, Call call) throws ServiceException {
    Optional<V> version = object.version(call.objectVersion());
    if (version.isEmpty()) {
      throw ServiceException.notFound(kind, call.id());
    }
    return version.get();
  }

  /** Finds the deleted object that a call names. */
  VaultObject<V, X> deleted(Call call) throws ServiceException {
    Optional<VaultObject<V, X>> object = objects.deleted(call.name());
    if (object.isEmpty()) {
      boolean known =
          objects.live(call.name()).isPresent() || objects.occupied(call.name()).isPresent();
      throw known
          ? ServiceException.deletedNotFound(kind, call.name())
          : ServiceException.notFound(kind, call.name());
    }
    return object.get();
  }

  /** Refuses a purge under purge protection. */
  void checkPurge() throws ServiceException {
    if (settings.purgeProtection()) {
      throw new ServiceException(
          403,
          "Forbidden",
          null,
          "Operation \"purge\" is not allowed because purge protection is enabled for this vault. Key Vault service will automatically purge it after the retention period has passed.");
    }
  }

  /** Writes the additional members of a deleted object, which come first. */
  ObjectNode deletion(VaultObject<V, X> object) {
    Life.Deleted deletion = object.deletion().orElseThrow();
    ObjectNode node = Json.object();
    node.put("recoveryId", "%s/%s/%s".formatted(baseUri, kind.deletedPlural(), object.name()));
    node.put("deletedDate", deletion.deletedDate());
    node.put("scheduledPurgeDate", deletion.scheduledPurgeDate());
    return node;
  }

  /** Puts the additional members of a deleted object in front of its own. */
  ObjectNode deletion(VaultObject<V, X> object, ObjectNode written) {
    ObjectNode node = deletion(object);
    node.setAll(written);
    return node;
  }
}
