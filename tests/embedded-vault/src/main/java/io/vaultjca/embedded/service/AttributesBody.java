package io.vaultjca.embedded.service;

import io.vaultjca.embedded.store.Attributes;

/** The {@code attributes} of a request: what a client may set. Null is absent. */
record AttributesBody(Boolean enabled, Long nbf, Long exp, Boolean exportable) {

  /** Reads the member; read-only ones, which the SDKs send back, are ignored. */
  static AttributesBody of(Body body) throws ServiceException {
    Body attributes =
        body.object(
            "attributes",
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
    if (attributes == null) {
      return new AttributesBody(null, null, null, null);
    }
    AttributesBody read =
        new AttributesBody(
            attributes.bool("enabled"),
            attributes.number("nbf"),
            attributes.number("exp"),
            attributes.bool("exportable"));
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
