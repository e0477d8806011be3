package io.vaultjca.vault;

import com.azure.core.util.BinaryData;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateKeyOptions;
import com.azure.security.keyvault.keys.models.CreateOctKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyReleasePolicy;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** The SDK has a method and options of its own for each kind of key. */
final class KeyCreation {
  private KeyCreation() {}

  static KeyVaultKey create(KeyClient client, NewKey key) {
    if (key.shape() instanceof NewKey.Shape.Rsa rsa) {
      CreateRsaKeyOptions options =
          new CreateRsaKeyOptions(key.name())
              .setKeySize(rsa.bits())
              .setHardwareProtected(key.hardware());
      fill(options, key);
      return client.createRsaKey(options);
    }
    if (key.shape() instanceof NewKey.Shape.Ec ec) {
      CreateEcKeyOptions options =
          new CreateEcKeyOptions(key.name())
              .setCurveName(KeyCurveName.fromString(ec.curve()))
              .setHardwareProtected(key.hardware());
      fill(options, key);
      return client.createEcKey(options);
    }
    CreateOctKeyOptions options =
        new CreateOctKeyOptions(key.name())
            .setKeySize(((NewKey.Shape.Symmetric) key.shape()).bits())
            .setHardwareProtected(true);
    fill(options, key);
    return client.createOctKey(options);
  }

  private static void fill(CreateKeyOptions options, NewKey key) {
    if (!key.operations().isEmpty()) {
      options.setKeyOperations(
          key.operations().stream().map(KeyOperation::fromString).toArray(KeyOperation[]::new));
    }
    key.notBefore().map(KeyCreation::utc).ifPresent(options::setNotBefore);
    key.expires().map(KeyCreation::utc).ifPresent(options::setExpiresOn);
    if (!key.tags().isEmpty()) {
      options.setTags(key.tags());
    }
    if (key.exportable()) {
      options.setExportable(true);
    }
    key.releasePolicy()
        .map(json -> new KeyReleasePolicy(BinaryData.fromString(json)))
        .ifPresent(options::setReleasePolicy);
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
