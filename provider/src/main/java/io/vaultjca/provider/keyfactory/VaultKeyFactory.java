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
import org.jspecify.annotations.Nullable;

/**
 * The key factory {@code AzureKeyVault}. It looks up the key of a {@link VaultKeySpec}, with one
 * request, and converts the public half of a handle to the usual specifications, without any.
 */
final class VaultKeyFactory extends KeyFactorySpi {
  private final KeyLookup lookup;

  VaultKeyFactory(ConfiguredVault configured) {
    this.lookup = new KeyLookup(configured);
  }

  @Override
  protected PrivateKey engineGeneratePrivate(@Nullable KeySpec spec)
      throws InvalidKeySpecException {
    return keyPair(spec);
  }

  @Override
  protected PublicKey engineGeneratePublic(@Nullable KeySpec spec) throws InvalidKeySpecException {
    return keyPair(spec).publicKey();
  }

  private PrivateHandle keyPair(@Nullable KeySpec spec) throws InvalidKeySpecException {
    KeyHandle key = lookup.find(spec);
    if (key instanceof PrivateHandle pair) {
      return pair;
    }
    throw new InvalidKeySpecException(
        "The key %s is symmetric: use the SecretKeyFactory AzureKeyVault".formatted(key));
  }

  @Override
  protected <T extends KeySpec> T engineGetKeySpec(@Nullable Key key, Class<T> type)
      throws InvalidKeySpecException {
    if (!(key instanceof PrivateHandle || key instanceof PublicHandle)) {
      throw new InvalidKeySpecException(
          "The key factory AzureKeyVault takes a key in a vault; it was given %s"
              .formatted(key == null ? "null" : "a " + key.getClass().getName()));
    }
    PublicHandle publicKey =
        key instanceof PrivateHandle pair ? pair.publicKey() : (PublicHandle) key;
    KeySpec spec = spec(publicKey, type);
    if (spec == null) {
      throw new InvalidKeySpecException(
          """
          The key %s has no %s: a private key does not leave its vault, and the public one has a \
          VaultKeySpec, an X509EncodedKeySpec and an RSAPublicKeySpec or ECPublicKeySpec"""
              .formatted(key, type.getName()));
    }
    return type.cast(spec);
  }

  private static @Nullable KeySpec spec(PublicHandle key, Class<?> type) {
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
  protected Key engineTranslateKey(@Nullable Key key) throws InvalidKeyException {
    if (key instanceof KeyHandle) {
      return key;
    }
    throw KeyLookup.notTranslatable();
  }
}
