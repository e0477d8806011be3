package io.vaultjca.command.secrets;

import com.azure.security.keyvault.secrets.models.DeletedSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import io.vaultjca.command.terminal.Fields;

/** The output for a secret, never with its value. */
final class SecretFields {
  private SecretFields() {}

  static Fields of(SecretProperties secret) {
    return new Fields()
        .with("name", secret.getName())
        .with("version", secret.getVersion())
        .with("contentType", secret.getContentType())
        .with("enabled", secret.isEnabled())
        .with("notBefore", secret.getNotBefore())
        .with("expires", secret.getExpiresOn())
        .with("created", secret.getCreatedOn())
        .with("updated", secret.getUpdatedOn())
        .with("previousVersion", secret.getPreviousVersion())
        .with("recoveryLevel", secret.getRecoveryLevel())
        .with("recoverableDays", secret.getRecoverableDays())
        .with("managed", secret.isManaged())
        .with("keyId", secret.getKeyId())
        .withTags(secret.getTags())
        .with("id", secret.getId());
  }

  static Fields ofDeleted(DeletedSecret secret) {
    Fields fields =
        new Fields()
            .with("name", secret.getName())
            .with("deleted", secret.getDeletedOn())
            .with("scheduledPurge", secret.getScheduledPurgeDate())
            .with("recoveryId", secret.getRecoveryId());
    of(secret.getProperties()).values().forEach(fields::with);
    return fields;
  }
}
