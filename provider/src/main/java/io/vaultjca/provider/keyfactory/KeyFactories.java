package io.vaultjca.provider.keyfactory;

import io.vaultjca.keystore.ConfiguredVault;
import java.security.KeyFactorySpi;
import javax.crypto.SecretKeyFactorySpi;

/** Makes the key factories; that does no I/O. */
public final class KeyFactories {
  private KeyFactories() {}

  /**
   * The factory of RSA and EC keys.
   *
   * @param configured the configured vault
   * @return the key factory
   */
  public static KeyFactorySpi keyPairs(ConfiguredVault configured) {
    return new VaultKeyFactory(configured);
  }

  /**
   * The factory of symmetric keys.
   *
   * @param configured the configured Managed HSM
   * @return the key factory
   */
  public static SecretKeyFactorySpi secretKeys(ConfiguredVault configured) {
    return new VaultSecretKeyFactory(configured);
  }
}
