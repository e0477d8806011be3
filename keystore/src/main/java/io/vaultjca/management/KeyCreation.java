package io.vaultjca.management;

import com.azure.core.util.BinaryData;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateKeyOptions;
import com.azure.security.keyvault.keys.models.CreateOctKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyReleasePolicy;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.vaultjca.VaultException;
import io.vaultjca.exchange.Operation;
import io.vaultjca.key.KeyId;
import io.vaultjca.vault.Attributes;
import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.KeyMaterial;
import io.vaultjca.vault.ObjectId;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** The SDK has a method and options of its own for each kind of key. */
final class KeyCreation {
  private KeyCreation() {}

  static KeyVaultKey create(KeyClient client, NewKey key) {
    if (key.shape() instanceof NewKey.Shape.Rsa rsa) {
      CreateRsaKeyOptions options = new CreateRsaKeyOptions(key.name()).setKeySize(rsa.bits());
      return client.createRsaKey(fill(options.setHardwareProtected(key.hardware()), key));
    }
    if (key.shape() instanceof NewKey.Shape.Ec ec) {
      CreateEcKeyOptions options =
          new CreateEcKeyOptions(key.name()).setCurveName(KeyCurveName.fromString(ec.curve()));
      return client.createEcKey(fill(options.setHardwareProtected(key.hardware()), key));
    }
    int bits = ((NewKey.Shape.Symmetric) key.shape()).bits();
    CreateOctKeyOptions options = new CreateOctKeyOptions(key.name()).setKeySize(bits);
    return client.createOctKey(fill(options.setHardwareProtected(true), key));
  }

  private static <T extends CreateKeyOptions> T fill(T options, NewKey key) {
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
    return options;
  }

  /** What the SDK says of a key, in our words. */
  static KeyBundle bundle(Operation operation, KeyId asked, KeyVaultKey made)
      throws VaultException {
    KeyProperties properties = made.getProperties();
    return new KeyBundle(
        ObjectId.key(operation, made.getId(), asked),
        material(operation, made.getKey()),
        new Attributes(
            !Boolean.FALSE.equals(properties.isEnabled()),
            instant(properties.getNotBefore()),
            instant(properties.getExpiresOn()),
            instant(properties.getCreatedOn())),
        Optional.empty());
  }

  private static KeyMaterial material(Operation operation, JsonWebKey key) throws VaultException {
    String type = String.valueOf(key.getKeyType()).toUpperCase(Locale.ROOT);
    return switch (type) {
      case "RSA", "RSA-HSM" ->
          new KeyMaterial.Rsa(unsigned(operation, key.getN()), unsigned(operation, key.getE()));
      case "EC", "EC-HSM" ->
          new KeyMaterial.Ec(
              String.valueOf(key.getCurveName()),
              unsigned(operation, key.getX()),
              unsigned(operation, key.getY()));
      case "OCT", "OCT-HSM" -> new KeyMaterial.Symmetric(0);
      default -> throw operation.unusable("the type of the key is not known");
    };
  }

  private static BigInteger unsigned(Operation operation, byte[] magnitude) throws VaultException {
    if (magnitude == null || magnitude.length == 0) {
      throw operation.unusable("the public key is not complete");
    }
    return new BigInteger(1, magnitude);
  }

  private static Optional<Instant> instant(OffsetDateTime time) {
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
