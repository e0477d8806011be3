package io.vaultjca.provider.keyfactory;

import io.vaultjca.handle.EcPublicHandle;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.handle.PublicHandle;
import io.vaultjca.handle.RsaPublicHandle;
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

  private PrivateHandle keyPair(KeySpec spec) throws InvalidKeySpecException {
    KeyHandle key = lookup.find(spec);
    if (key instanceof PrivateHandle pair) {
      return pair;
    }
    throw new InvalidKeySpecException(
        "The key %s is symmetric: take the SecretKeyFactory AzureKeyVault".formatted(key));
  }

  @Override
  protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> type)
      throws InvalidKeySpecException {
    if (!(key instanceof PrivateHandle || key instanceof PublicHandle)) {
      throw new InvalidKeySpecException(
          "The key factory AzureKeyVault knows keys in a vault only, not %s"
              .formatted(key == null ? "null" : "a " + key.getClass().getName()));
    }
    PublicHandle publicKey =
        key instanceof PrivateHandle own ? own.publicKey() : (PublicHandle) key;
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

  private static KeySpec spec(PublicHandle key, Class<?> type) {
    if (type.isAssignableFrom(VaultKeySpec.class)) {
      return VaultKeySpec.ofKid(key.id().toString());
    }
    if (type.isAssignableFrom(X509EncodedKeySpec.class)) {
      return new X509EncodedKeySpec(key.getEncoded(), key.getAlgorithm());
    }
    if (key instanceof RsaPublicHandle rsa && type.isAssignableFrom(RSAPublicKeySpec.class)) {
      return new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent());
    }
    if (key instanceof EcPublicHandle ec && type.isAssignableFrom(ECPublicKeySpec.class)) {
      return new ECPublicKeySpec(ec.getW(), ec.getParams());
    }
    return null;
  }

  @Override
  protected Key engineTranslateKey(Key key) throws InvalidKeyException {
    if (key instanceof KeyHandle) {
      return key;
    }
    throw new InvalidKeyException(
        "A key that is not in a vault cannot become one by translation: import it, and look it up"
            + " with a VaultKeySpec");
  }
}
