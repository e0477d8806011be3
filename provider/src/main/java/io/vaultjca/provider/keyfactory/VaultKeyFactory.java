package io.vaultjca.provider.keyfactory;

import io.vaultjca.key.VaultEcPublicKey;
import io.vaultjca.key.VaultKey;
import io.vaultjca.key.VaultPrivateKey;
import io.vaultjca.key.VaultPublicKey;
import io.vaultjca.key.VaultRsaPublicKey;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.provider.spec.VaultKeySpec;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactorySpi;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;

/**
 * The key factory {@code AzureKeyVault}: from a {@link VaultKeySpec} to a handle, one request, and
 * from a handle to its public half in the usual forms, without any.
 */
final class VaultKeyFactory extends KeyFactorySpi {
  private final KeyLookup lookup;

  VaultKeyFactory(ConfiguredVault configured) {
    this.lookup = new KeyLookup(configured);
  }

  @Override
  protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
    return keyPair(spec);
  }

  @Override
  protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
    return keyPair(spec).publicKey();
  }

  private VaultPrivateKey keyPair(KeySpec spec) throws InvalidKeySpecException {
    VaultKey key = lookup.find(spec);
    if (key instanceof VaultPrivateKey pair) {
      return pair;
    }
    throw new InvalidKeySpecException(
        "The key %s is symmetric: take the SecretKeyFactory AzureKeyVault".formatted(key));
  }

  @Override
  protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> type)
      throws InvalidKeySpecException {
    if (!(key instanceof VaultPrivateKey || key instanceof VaultPublicKey)) {
      throw new InvalidKeySpecException(
          "The key factory AzureKeyVault knows keys in a vault only, not %s"
              .formatted(key == null ? "null" : "a " + key.getClass().getName()));
    }
    VaultPublicKey publicKey =
        key instanceof VaultPrivateKey own ? own.publicKey() : (VaultPublicKey) key;
    KeySpec spec = spec(publicKey, type);
    if (spec == null) {
      throw new InvalidKeySpecException(
          ("The key %s has no %s: a private key does not leave its vault, and the public one has a"
                  + " VaultKeySpec, an X509EncodedKeySpec and an RSAPublicKeySpec or"
                  + " ECPublicKeySpec")
              .formatted(key, type.getName()));
    }
    return type.cast(spec);
  }

  private static KeySpec spec(VaultPublicKey key, Class<?> type) {
    if (type.isAssignableFrom(VaultKeySpec.class)) {
      return VaultKeySpec.ofKid(key.id().toString());
    }
    if (type.isAssignableFrom(X509EncodedKeySpec.class)) {
      return new X509EncodedKeySpec(key.getEncoded(), key.getAlgorithm());
    }
    if (key instanceof VaultRsaPublicKey rsa && type.isAssignableFrom(RSAPublicKeySpec.class)) {
      return new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent());
    }
    if (key instanceof VaultEcPublicKey ec && type.isAssignableFrom(ECPublicKeySpec.class)) {
      return new ECPublicKeySpec(ec.getW(), ec.getParams());
    }
    return null;
  }

  @Override
  protected Key engineTranslateKey(Key key) throws InvalidKeyException {
    if (key instanceof VaultKey) {
      return key;
    }
    throw new InvalidKeyException(
        "A key that is not in a vault cannot become one by translation: import it, and look it up"
            + " with a VaultKeySpec");
  }
}
