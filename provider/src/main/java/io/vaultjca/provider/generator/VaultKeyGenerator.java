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
import org.jspecify.annotations.Nullable;

/**
 * Creates AES keys, by default of 256 bits, in a Managed HSM or a vault of the Premium tier, with
 * one request each. It requires a {@link VaultKeyGenParameterSpec}, which has the key's name, and
 * ignores the source of randomness.
 */
final class VaultKeyGenerator extends KeyGeneratorSpi {
  private static final Set<Integer> SIZES = Set.of(128, 192, 256);
  private static final int DEFAULT_SIZE = 256;

  private final KeyMaker maker;

  VaultKeyGenerator(ConfiguredVault configured, String algorithm) {
    this.maker = new KeyMaker(configured, algorithm);
  }

  @Override
  protected void engineInit(@Nullable SecureRandom random) {
    throw new InvalidParameterException(maker.needsAName());
  }

  @Override
  protected void engineInit(int size, @Nullable SecureRandom random) {
    throw new InvalidParameterException(maker.needsAName());
  }

  @Override
  protected void engineInit(
      @Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
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
