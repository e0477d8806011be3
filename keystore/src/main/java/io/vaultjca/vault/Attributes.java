package io.vaultjca.vault;

import io.vaultjca.VaultException;
import java.time.Instant;
import java.util.Optional;

/** When an object may be used: at other times a key does not sign, encrypt or wrap. */
public record Attributes(
    boolean enabled,
    Optional<Instant> notBefore,
    Optional<Instant> expires,
    Optional<Instant> created) {
  static Attributes of(JsonObject object) throws VaultException {
    Optional<JsonObject> attributes = object.object("attributes");
    if (attributes.isEmpty()) {
      return new Attributes(true, Optional.empty(), Optional.empty(), Optional.empty());
    }
    JsonObject members = attributes.get();
    return new Attributes(
        members.bool("enabled").orElse(true),
        members.time("nbf"),
        members.time("exp"),
        members.time("created"));
  }
}
