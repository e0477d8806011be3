package io.vaultjca.vault;

import io.vaultjca.VaultException;
import java.time.Instant;
import java.util.Optional;

/** When an object may be used. At other times a key does not sign, encrypt or wrap. */
public record Attributes(
    boolean enabled,
    Optional<Instant> notBefore,
    Optional<Instant> expires,
    Optional<Instant> created) {
  /**
   * Returns why the object cannot be used at a time, as a sentence without a full stop; empty if it
   * can be used.
   */
  public Optional<String> whyUnusable(Instant now) {
    if (!enabled) {
      return Optional.of("it is disabled");
    }
    return notBefore
        .filter(now::isBefore)
        .map(begin -> "it is not valid before " + begin)
        .or(() -> expires.filter(end -> !now.isBefore(end)).map(end -> "it expired at " + end));
  }

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
