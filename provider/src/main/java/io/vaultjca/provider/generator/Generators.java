package io.vaultjca.provider.generator;

import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.keystore.LastMissedAlias;
import java.security.KeyPairGeneratorSpi;
import javax.crypto.KeyGeneratorSpi;

/** Makes the generators; that does no I/O. */
public final class Generators {
  private Generators() {}

  /**
   * The generator of RSA keys.
   *
   * @param configured the configured vault
   * @param name the JCA name
   * @return the generator
   */
  public static KeyPairGeneratorSpi rsa(ConfiguredVault configured, String name) {
    return new VaultKeyPairGenerator(configured, name, KeyPairKind.RSA);
  }

  /**
   * The generator of elliptic curve keys.
   *
   * @param configured the configured vault
   * @param name the JCA name
   * @return the generator
   */
  public static KeyPairGeneratorSpi ec(ConfiguredVault configured, String name) {
    return new VaultKeyPairGenerator(configured, name, KeyPairKind.EC);
  }

  /**
   * The generator of AES keys in a Managed HSM.
   *
   * @param configured the configured Managed HSM
   * @param name the JCA name
   * @return the generator
   */
  public static KeyGeneratorSpi aes(ConfiguredVault configured, String name) {
    return new VaultKeyGenerator(configured, name);
  }

  /**
   * The generator of RSA keys for keytool, which names no key.
   *
   * @param configured the vault where no key store was asked about an alias
   * @param missed the alias that a key store was asked about
   * @return the generator
   */
  public static KeyPairGeneratorSpi rsaForKeytool(
      ConfiguredVault configured, LastMissedAlias missed) {
    return new KeytoolKeyPairGenerator(configured, missed, KeyPairKind.RSA);
  }

  /**
   * The generator of elliptic curve keys for keytool, which names no key.
   *
   * @param configured the vault where no key store was asked about an alias
   * @param missed the alias that a key store was asked about
   * @return the generator
   */
  public static KeyPairGeneratorSpi ecForKeytool(
      ConfiguredVault configured, LastMissedAlias missed) {
    return new KeytoolKeyPairGenerator(configured, missed, KeyPairKind.EC);
  }
}
