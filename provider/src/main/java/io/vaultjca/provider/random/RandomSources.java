package io.vaultjca.provider.random;

import io.vaultjca.keystore.ConfiguredVault;
import java.security.SecureRandomSpi;

/** Makes the sources of random bytes. */
public final class RandomSources {
  private RandomSources() {}

  /**
   * The random bytes of a Managed HSM.
   *
   * @param configured the configured Managed HSM
   * @return a source that has sent nothing yet
   */
  public static SecureRandomSpi hsm(ConfiguredVault configured) {
    return new HsmRandom(configured);
  }
}
