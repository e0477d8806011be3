package io.vaultjca.command.keys;

import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.vaultjca.command.terminal.Fields;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** What is shown of a key. */
final class KeyFields {
  private KeyFields() {}

  static Fields of(KeyVaultKey key) {
    Fields fields =
        new Fields()
            .with("id", key.getId())
            .with("type", key.getKeyType().toString())
            .with("operations", key.getKeyOperations().stream().map(Object::toString).toList());
    listed(key.getProperties()).values().forEach(fields::with);
    return fields;
  }

  static Fields listed(KeyProperties key) {
    return new Fields()
        .with("name", key.getName())
        .with("version", key.getVersion())
        .with("enabled", key.isEnabled())
        .with("notBefore", time(key.getNotBefore()))
        .with("expires", time(key.getExpiresOn()))
        .with("created", time(key.getCreatedOn()))
        .with("updated", time(key.getUpdatedOn()))
        .with("managed", key.isManaged());
  }

  private static Optional<Instant> time(OffsetDateTime time) {
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }
}
