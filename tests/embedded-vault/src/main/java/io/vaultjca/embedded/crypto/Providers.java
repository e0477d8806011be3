package io.vaultjca.embedded.crypto;

import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The only providers that the vault uses. BouncyCastle is never registered in the JVM. */
final class Providers {
  static final Provider SUN = named("SUN");
  static final Provider RSA = named("SunRsaSign");
  static final Provider EC = named("SunEC");
  static final Provider JCE = named("SunJCE");
  static final SecureRandom RANDOM = random();

  private Providers() {}

  /** Returns BouncyCastle, created on first use: it costs more than the rest of the start. */
  static Provider bouncyCastle() {
    return BouncyCastle.PROVIDER;
  }

  private static Provider named(String name) {
    Provider provider = Security.getProvider(name);
    if (provider == null) {
      throw new IllegalStateException(
          "the embedded vault needs the JDK's provider " + name + ", which this JVM lacks");
    }
    return provider;
  }

  private static SecureRandom random() {
    try {
      return SecureRandom.getInstance("DRBG", "SUN");
    } catch (NoSuchAlgorithmException | NoSuchProviderException impossible) {
      throw new IllegalStateException("every JDK has SUN's DRBG", impossible);
    }
  }

  private static final class BouncyCastle {
    static final Provider PROVIDER = new BouncyCastleProvider();
  }
}
