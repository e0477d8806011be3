package io.vaultjca.provider.generator;

import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.keystore.LastMissedAlias;
import java.security.KeyPairGeneratorSpi;
import javax.crypto.KeyGeneratorSpi;

/**
 * Makes the generators, without any I/O. Each takes the configured vault, and its JCA name or the
 * alias that keytool's key store was last asked about.
 */
public final class Generators {
  private Generators() {}

  public static KeyPairGeneratorSpi rsa(ConfiguredVault configured, String name) {
    return new VaultKeyPairGenerator(configured, name, KeyPairKind.RSA);
  }

  public static KeyPairGeneratorSpi ec(ConfiguredVault configured, String name) {
    return new VaultKeyPairGenerator(configured, name, KeyPairKind.EC);
  }

  /** The generator of AES keys in a Managed HSM. */
  public static KeyGeneratorSpi aes(ConfiguredVault configured, String name) {
    return new VaultKeyGenerator(configured, name);
  }

  public static KeyPairGeneratorSpi rsaForKeytool(
      ConfiguredVault configured, LastMissedAlias missed) {
    return new KeytoolKeyPairGenerator(configured, missed, KeyPairKind.RSA);
  }

  public static KeyPairGeneratorSpi ecForKeytool(
      ConfiguredVault configured, LastMissedAlias missed) {
    return new KeytoolKeyPairGenerator(configured, missed, KeyPairKind.EC);
  }
}
