package io.vaultjca.provider.cipher;

import io.vaultjca.provider.jvm.OtherProviders;
import javax.crypto.CipherSpi;

/** Makes the ciphers. Each takes the providers for foreign keys and its JCA name. */
public final class Ciphers {
  private Ciphers() {}

  /**
   * RSAES-PKCS1-v1_5.
   *
   * @param others the providers for foreign keys
   * @param name the JCA name
   * @return the cipher
   */
  public static CipherSpi rsaPkcs1(OtherProviders others, String name) {
    return new VaultCipher(others, new RsaEncryption(name, RsaPadding.PKCS1, false));
  }

  /**
   * RSAES-OAEP, with the JDK's default of SHA-1 where no parameters are given.
   *
   * @param others the providers for foreign keys
   * @param name the JCA name
   * @return the cipher
   */
  public static CipherSpi rsaOaep(OtherProviders others, String name) {
    return new VaultCipher(others, new RsaEncryption(name, RsaPadding.OAEP_SHA_1, true));
  }

  /**
   * RSAES-OAEP with SHA-1.
   *
   * @param others the providers for foreign keys
   * @param name the JCA name
   * @return the cipher
   */
  public static CipherSpi rsaOaepSha1(OtherProviders others, String name) {
    return new VaultCipher(others, new RsaEncryption(name, RsaPadding.OAEP_SHA_1, false));
  }

  /**
   * RSAES-OAEP with SHA-256, also in MGF1: the JDK's own default there is SHA-1.
   *
   * @param others the providers for foreign keys
   * @param name the JCA name
   * @return the cipher
   */
  public static CipherSpi rsaOaepSha256(OtherProviders others, String name) {
    return new VaultCipher(others, new RsaEncryption(name, RsaPadding.OAEP_SHA_256, false));
  }

  /**
   * AES in Galois/Counter Mode.
   *
   * @param others the providers for foreign keys
   * @param name the JCA name
   * @return the cipher
   */
  public static CipherSpi gcm(OtherProviders others, String name) {
    return new VaultCipher(others, new AesGcm(name));
  }

  /**
   * AES in CBC mode.
   *
   * @param others the providers for foreign keys
   * @param name the JCA name
   * @return the cipher
   */
  public static CipherSpi cbc(OtherProviders others, String name) {
    return new VaultCipher(others, new AesCbc(name, false));
  }

  /**
   * AES in CBC mode, with the padding of PKCS #7.
   *
   * @param others the providers for foreign keys
   * @param name the JCA name
   * @return the cipher
   */
  public static CipherSpi paddedCbc(OtherProviders others, String name) {
    return new VaultCipher(others, new AesCbc(name, true));
  }

  /**
   * AES key wrap.
   *
   * @param others the providers for foreign keys
   * @param name the JCA name
   * @return the cipher
   */
  public static CipherSpi keyWrap(OtherProviders others, String name) {
    return new VaultCipher(others, new AesKeyWrap(name, false));
  }

  /**
   * AES key wrap of keys of any length.
   *
   * @param others the providers for foreign keys
   * @param name the JCA name
   * @return the cipher
   */
  public static CipherSpi paddedKeyWrap(OtherProviders others, String name) {
    return new VaultCipher(others, new AesKeyWrap(name, true));
  }
}
