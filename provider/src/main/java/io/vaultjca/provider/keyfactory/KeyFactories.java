package io.vaultjca.provider.keyfactory;

import io.vaultjca.keystore.ConfiguredVault;
import java.security.KeyFactorySpi;
import javax.crypto.SecretKeyFactorySpi;

/** Makes the key factories of the configured vault, without any I/O. */
public final class KeyFactories {
  private KeyFactories() {}

  public static KeyFactorySpi keyPairs(ConfiguredVault configured) {
    return new VaultKeyFactory(configured);
  }

  public static SecretKeyFactorySpi secretKeys(ConfiguredVault configured) {
    return new VaultSecretKeyFactory(configured);
  }
}
