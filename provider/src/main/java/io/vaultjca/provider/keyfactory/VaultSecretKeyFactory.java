package io.vaultjca.provider.keyfactory;

import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.SecretHandle;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.provider.spec.VaultKeySpec;
import java.security.InvalidKeyException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactorySpi;
import org.jspecify.annotations.Nullable;

/** The key factory {@code AzureKeyVault} for symmetric keys. */
final class VaultSecretKeyFactory extends SecretKeyFactorySpi {
  private final KeyLookup lookup;

  VaultSecretKeyFactory(ConfiguredVault configured) {
    this.lookup = new KeyLookup(configured);
  }

  @Override
  protected SecretKey engineGenerateSecret(@Nullable KeySpec spec) throws InvalidKeySpecException {
    KeyHandle key = lookup.find(spec);
    if (key instanceof SecretHandle secret) {
      return secret;
    }
    throw new InvalidKeySpecException(
        "The key %s is not symmetric: use the KeyFactory AzureKeyVault".formatted(key));
  }

  @Override
  protected KeySpec engineGetKeySpec(@Nullable SecretKey key, Class<?> type)
      throws InvalidKeySpecException {
    if (key instanceof SecretHandle secret && type.isAssignableFrom(VaultKeySpec.class)) {
      VaultKeySpec spec = VaultKeySpec.ofKid(secret.id().toString());
      try {
        return secret.size().isPresent() ? spec.ofSize(secret.size().getAsInt()) : spec;
      } catch (IllegalArgumentException e) {
        throw new InvalidKeySpecException(
            "The key %s has no VaultKeySpec. %s".formatted(secret, e.getMessage()), e);
      }
    }
    throw new InvalidKeySpecException(
        "A symmetric key in a vault has only a VaultKeySpec: it does not leave the HSM");
  }

  @Override
  protected SecretKey engineTranslateKey(@Nullable SecretKey key) throws InvalidKeyException {
    if (key instanceof SecretHandle) {
      return key;
    }
    throw KeyLookup.notTranslatable();
  }
}
