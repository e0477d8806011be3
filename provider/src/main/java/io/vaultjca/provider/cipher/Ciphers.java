package io.vaultjca.provider.cipher;

import io.vaultjca.provider.jvm.OtherProviders;
import javax.crypto.CipherSpi;

/**
 * Makes the ciphers. Each takes the providers for foreign keys and its JCA name, which says the
 * size of an AES key, if it is restricted to one.
 */
public final class Ciphers {
  private Ciphers() {}

  /** RSAES-PKCS1-v1_5. */
  public static CipherSpi pkcs1(OtherProviders others, String name) {
    return new VaultCipher(others, new RsaEncryption(name, RsaPadding.PKCS1, false));
  }

  /** RSAES-OAEP, with the JDK's default of SHA-1 where no parameters are given. */
  public static CipherSpi oaep(OtherProviders others, String name) {
    return new VaultCipher(others, new RsaEncryption(name, RsaPadding.OAEP_SHA_1, true));
  }

  /** RSAES-OAEP with SHA-1. */
  public static CipherSpi oaepSha1(OtherProviders others, String name) {
    return new VaultCipher(others, new RsaEncryption(name, RsaPadding.OAEP_SHA_1, false));
  }

  /** RSAES-OAEP with SHA-256, also in MGF1: the JDK's own default there is SHA-1. */
  public static CipherSpi oaepSha256(OtherProviders others, String name) {
    return new VaultCipher(others, new RsaEncryption(name, RsaPadding.OAEP_SHA_256, false));
  }

  public static CipherSpi gcm(OtherProviders others, String name) {
    return new VaultCipher(others, new AesGcm(name));
  }

  public static CipherSpi cbc(OtherProviders others, String name) {
    return new VaultCipher(others, new AesCbc(name, false));
  }

  /** AES in CBC mode, with the padding of PKCS #7. */
  public static CipherSpi paddedCbc(OtherProviders others, String name) {
    return new VaultCipher(others, new AesCbc(name, true));
  }

  public static CipherSpi keyWrap(OtherProviders others, String name) {
    return new VaultCipher(others, new AesKeyWrap(name, false));
  }

  /** AES key wrap of keys of any length. */
  public static CipherSpi paddedKeyWrap(OtherProviders others, String name) {
    return new VaultCipher(others, new AesKeyWrap(name, true));
  }
}
