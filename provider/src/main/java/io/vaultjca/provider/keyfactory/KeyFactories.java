package io.vaultjca.provider.keyfactory;

import io.vaultjca.keystore.ConfiguredVault;
import java.security.KeyFactorySpi;
import javax.crypto.SecretKeyFactorySpi;

/** Makes the key factories of the configured vault, without any I/O. */
public final class KeyFactories {
  private KeyFactories() {}

  /** The factory of RSA and EC keys. */
  public static KeyFactorySpi keyPairs(ConfiguredVault configured) {
    return new VaultKeyFactory(configured);
  }

  /** The factory of symmetric keys. */
  public static SecretKeyFactorySpi secretKeys(ConfiguredVault configured) {
    return new VaultSecretKeyFactory(configured);
  }
}
