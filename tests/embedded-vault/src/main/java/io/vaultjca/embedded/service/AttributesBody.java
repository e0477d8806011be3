package io.vaultjca.embedded.service;

import io.vaultjca.embedded.store.Attributes;
import java.util.List;

/** The {@code attributes} that a client may set. Null means absent. */
record AttributesBody(Boolean enabled, Long nbf, Long exp, Boolean exportable, String externalKey) {
  private static final List<String> MEMBERS =
      List.of(
          "enabled",
          "nbf",
          "exp",
          "exportable",
          "created",
          "updated",
          "recoveryLevel",
          "recoverableDays",
          "hsmPlatform",
          "attestation");

  /** Reads the member; ignores read-only attributes, which the SDKs send back. */
  static AttributesBody of(Body body) throws ServiceException {
    return read(body.object("attributes", Body.members(false, MEMBERS)));
  }

  /** Reads the attributes of a key, which have more members in later versions. */
  static AttributesBody ofKey(Body body, ApiVersion api) throws ServiceException {
    boolean more = api.hasKeySizeAndExternalKeys();
    return read(body.object("attributes", Body.members(more, MEMBERS, "key_size", "external_key")));
  }

  private static AttributesBody read(Body attributes) throws ServiceException {
    if (attributes == null) {
      return new AttributesBody(null, null, null, null, null);
    }
    Body external = attributes.object("external_key", "id");
    AttributesBody read =
        new AttributesBody(
            attributes.bool("enabled"),
            attributes.number("nbf"),
            attributes.number("exp"),
            attributes.bool("exportable"),
            external == null ? null : external.required("id"));
    if (read.nbf != null && read.exp != null && read.nbf >= read.exp) {
      throw ServiceException.badParameter("Property nbf has invalid value: it must be before exp");
    }
    return read;
  }

  Attributes create(long now) {
    return Attributes.created(enabled == null || enabled, nbf, exp, now);
  }

  Attributes update(Attributes existing, long now) {
    return existing.update(enabled, nbf, exp, now);
  }
}
