package io.vaultjca.provider.generator;

import io.vaultjca.handle.Handles;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.management.NewKey;
import io.vaultjca.provider.spec.VaultKeyGenParameterSpec;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Set;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.SecretKey;

/**
 * Makes AES keys in a Managed HSM or a vault of the Premium tier: one request a key, of 256 bits
 * unless the specification says otherwise. It has to be told the key's name by a {@link
 * VaultKeyGenParameterSpec}; a given source of randomness is not used.
 */
final class VaultKeyGenerator extends KeyGeneratorSpi {
  private static final Set<Integer> SIZES = Set.of(128, 192, 256);
  private static final int DEFAULT_SIZE = 256;

  private final KeyMaker maker;

  VaultKeyGenerator(ConfiguredVault configured, String algorithm) {
    this.maker = new KeyMaker(configured, algorithm);
  }

  @Override
  protected void engineInit(SecureRandom random) {
    throw new InvalidParameterException(maker.needsAName());
  }

  @Override
  protected void engineInit(int size, SecureRandom random) {
    throw new InvalidParameterException(maker.needsAName());
  }

  @Override
  protected void engineInit(AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidAlgorithmParameterException {
    maker.take(parameters);
    maker.checkSize(SIZES);
  }

  @Override
  protected SecretKey engineGenerateKey() {
    VaultKeyGenParameterSpec spec = maker.spec();
    int size = spec.size().orElse(DEFAULT_SIZE);
    return Handles.secretHandle(maker.make(new NewKey.Shape.Symmetric(size)).remote(), size);
  }
}
