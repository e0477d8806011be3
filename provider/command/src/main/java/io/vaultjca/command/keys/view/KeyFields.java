package io.vaultjca.command.keys.view;

import com.azure.security.keyvault.keys.models.DeletedKey;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyReleasePolicy;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.vaultjca.command.terminal.Fields;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The output for a key that the Azure SDK has read. */
public final class KeyFields {
  private KeyFields() {}

  /** A key with its public key. */
  public static Fields of(KeyVaultKey key) {
    JsonWebKey jwk = key.getKey();
    Fields fields =
        new Fields()
            .with("name", key.getName())
            .with("version", key.getProperties().getVersion())
            .with("id", key.getId())
            .with("type", text(key.getKeyType()))
            .with("size", jwk.getN() == null ? null : bits(jwk.getN()))
            .with("curve", text(jwk.getCurveName()))
            .with(
                "operations",
                key.getKeyOperations() == null
                    ? null
                    : key.getKeyOperations().stream().map(Object::toString).toList());
    return add(fields, key.getProperties());
  }

  /** A key without its public key: an item of a list. */
  public static Fields listed(KeyProperties key) {
    return add(
        new Fields()
            .with("name", key.getName())
            .with("version", key.getVersion())
            .with("id", key.getId()),
        key);
  }

  /** A deleted key; in a list it has no public key. */
  public static Fields deleted(DeletedKey key) {
    Fields fields = key.getKey() == null ? listed(key.getProperties()) : of(key);
    return fields
        .with("recoveryId", key.getRecoveryId())
        .with("deleted", key.getDeletedOn())
        .with("scheduledPurge", key.getScheduledPurgeDate());
  }

  static int bits(byte[] modulus) {
    return new BigInteger(1, modulus).bitLength();
  }

  private static Fields add(Fields fields, KeyProperties key) {
    return fields
        .with("enabled", key.isEnabled())
        .with("notBefore", key.getNotBefore())
        .with("expires", key.getExpiresOn())
        .with("created", key.getCreatedOn())
        .with("updated", key.getUpdatedOn())
        .with("exportable", key.isExportable())
        .with("managed", key.isManaged())
        .with("hsmPlatform", key.getHsmPlatform())
        .with("recoveryLevel", key.getRecoveryLevel())
        .with("recoverableDays", key.getRecoverableDays())
        .with("tags", key.getTags())
        .with("releasePolicy", policy(key.getReleasePolicy()));
  }

  private static @Nullable Fields policy(@Nullable KeyReleasePolicy policy) {
    return policy == null
        ? null
        : new Fields()
            .with("contentType", policy.getContentType())
            .with("immutable", policy.isImmutable())
            .with("policy", policy.getEncodedPolicy().toString());
  }

  private static @Nullable String text(@Nullable Object name) {
    return name == null ? null : name.toString();
  }
}
