package io.vaultjca.provider.generator;

import io.vaultjca.handle.Handles;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.key.Curve;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.management.NewKey;
import io.vaultjca.provider.spec.VaultKeyGenParameterSpec;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.util.Set;

/**
 * Makes RSA and elliptic curve keys in a vault: one request a key pair. It has to be told the key's
 * name by a {@link VaultKeyGenParameterSpec}; a given source of randomness is not used.
 */
final class VaultKeyPairGenerator extends KeyPairGeneratorSpi {
  private static final Set<Integer> RSA_SIZES = Set.of(2048, 3072, 4096);
  private static final int RSA_DEFAULT_SIZE = 2048;

  private final KeyPairKind kind;
  private final KeyMaker maker;

  VaultKeyPairGenerator(ConfiguredVault configured, String algorithm, KeyPairKind kind) {
    this.kind = kind;
    this.maker = new KeyMaker(configured, algorithm);
  }

  @Override
  public void initialize(int size, SecureRandom random) {
    throw new InvalidParameterException(maker.needsAName());
  }

  @Override
  public void initialize(AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidAlgorithmParameterException {
    maker.take(parameters);
    if (kind == KeyPairKind.RSA) {
      maker.checkSize(RSA_SIZES);
    } else {
      maker.checkCurve();
    }
  }

  @Override
  public KeyPair generateKeyPair() {
    VaultKeyGenParameterSpec spec = maker.spec();
    KeyMaker.Made made =
        maker.make(
            kind == KeyPairKind.RSA
                ? new NewKey.Shape.Rsa(spec.size().orElse(RSA_DEFAULT_SIZE))
                : new NewKey.Shape.Ec(spec.curve().orElse(Curve.P_256).serviceName()));
    try {
      if (Handles.handle(made.remote(), made.bundle()) instanceof PrivateHandle key) {
        return new KeyPair(key.publicKey(), key);
      }
    } catch (InvalidKeySpecException e) {
      throw new ProviderException(e.getMessage(), e);
    }
    throw new ProviderException(
        "The service made no key pair, but a symmetric key: " + spec.name());
  }
}
