package io.vaultjca.provider.random;

import io.vaultjca.keystore.ConfiguredVault;
import java.security.SecureRandomSpi;

/** Makes the sources of random bytes. */
public final class RandomSources {
  private RandomSources() {}

  /** The random bytes of the configured Managed HSM; sends nothing yet. */
  public static SecureRandomSpi hsm(ConfiguredVault configured) {
    return new HsmRandom(configured);
  }
}
