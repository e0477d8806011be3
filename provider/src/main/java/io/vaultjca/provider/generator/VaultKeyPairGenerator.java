package io.vaultjca.provider.generator;

import io.vaultjca.handle.Handles;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.key.Curve;
import io.vaultjca.key.MlDsaParameterSet;
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
import org.jspecify.annotations.Nullable;

/**
 * Creates RSA, elliptic curve and ML-DSA keys in a vault, with one request each. It requires a
 * {@link VaultKeyGenParameterSpec}, which has the key's name, and ignores the source of randomness.
 */
final class VaultKeyPairGenerator extends KeyPairGeneratorSpi {
  private final KeyPairKind kind;
  private final KeyMaker maker;

  VaultKeyPairGenerator(ConfiguredVault configured, String algorithm, KeyPairKind kind) {
    this.kind = kind;
    this.maker = new KeyMaker(configured, algorithm);
  }

  @Override
  public void initialize(int size, @Nullable SecureRandom random) {
    throw new InvalidParameterException(maker.needsAName());
  }

  @Override
  public void initialize(@Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
      throws InvalidAlgorithmParameterException {
    maker.take(parameters);
    switch (kind) {
      case RSA -> maker.checkSize(KeyPairKind.RSA_SIZES);
      case EC -> maker.checkDefinedBy(KeyMaker.CURVE);
      case ML_DSA -> maker.checkDefinedBy(KeyMaker.PARAMETER_SET);
    }
  }

  @Override
  public KeyPair generateKeyPair() {
    KeyMaker.Made made = maker.make(shape(maker.spec()));
    try {
      if (Handles.handle(made.remote(), made.bundle()) instanceof PrivateHandle key) {
        return new KeyPair(key.publicKey(), key);
      }
    } catch (InvalidKeySpecException e) {
      throw new ProviderException(e.getMessage(), e);
    }
    throw new ProviderException(
        "The service made a symmetric key instead of a key pair: " + maker.spec().name());
  }

  private NewKey.Shape shape(VaultKeyGenParameterSpec spec) {
    return switch (kind) {
      case RSA -> new NewKey.Shape.Rsa(spec.size().orElse(KeyPairKind.RSA_DEFAULT_SIZE));
      case EC -> new NewKey.Shape.Ec(spec.curve().orElse(Curve.P_256).serviceName());
      case ML_DSA ->
          new NewKey.Shape.Akp(
              spec.parameterSet().orElse(MlDsaParameterSet.ML_DSA_65).standardName());
    };
  }
}
