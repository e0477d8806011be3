package io.vaultjca.command.secrets;

import com.azure.security.keyvault.secrets.models.DeletedSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import io.vaultjca.command.terminal.Fields;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/** What is shown of a secret: never its value. */
final class SecretFields {
  private SecretFields() {}

  static Fields of(SecretProperties secret) {
    return new Fields()
        .with("name", secret.getName())
        .with("version", secret.getVersion())
        .with("contentType", secret.getContentType())
        .with("enabled", secret.isEnabled())
        .with("notBefore", time(secret.getNotBefore()))
        .with("expires", time(secret.getExpiresOn()))
        .with("created", time(secret.getCreatedOn()))
        .with("updated", time(secret.getUpdatedOn()))
        .with("previousVersion", secret.getPreviousVersion())
        .with("recoveryLevel", secret.getRecoveryLevel())
        .with("recoverableDays", secret.getRecoverableDays())
        .with("managed", secret.isManaged())
        .with("keyId", secret.getKeyId())
        .with("tags", tags(secret.getTags()))
        .with("id", secret.getId());
  }

  static Fields ofDeleted(DeletedSecret secret) {
    Fields fields =
        new Fields()
            .with("name", secret.getName())
            .with("deleted", time(secret.getDeletedOn()))
            .with("scheduledPurge", time(secret.getScheduledPurgeDate()))
            .with("recoveryId", secret.getRecoveryId());
    of(secret.getProperties()).values().forEach(fields::with);
    return fields;
  }

  private static Optional<Fields> tags(Map<String, String> tags) {
    if (tags == null || tags.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = new Fields();
    tags.forEach(fields::with);
    return Optional.of(fields);
  }

  private static Optional<Instant> time(OffsetDateTime time) {
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }
}
