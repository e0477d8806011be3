package io.vaultjca.provider.cipher;

import io.vaultjca.provider.family.ServiceContext;
import io.vaultjca.provider.family.ServiceMaker;
import io.vaultjca.provider.jvm.Digest;

/** The kinds of ciphers. The name of one for AES says the size of its key, if it has to be one. */
public enum Ciphers implements ServiceMaker {
  /** RSAES-PKCS1-v1_5. */
  PKCS1,
  /** RSAES-OAEP, with the JDK's default of SHA-1 where no parameters are given. */
  OAEP,
  /** RSAES-OAEP with SHA-1. */
  OAEP_SHA_1,
  /** RSAES-OAEP with SHA-256, also in MGF1: the JDK's own default there is SHA-1. */
  OAEP_SHA_256,
  GCM,
  CBC,
  /** AES in CBC mode, with the padding of PKCS #7. */
  PADDED_CBC,
  KEY_WRAP,
  /** AES key wrap of keys of any length. */
  PADDED_KEY_WRAP;

  @Override
  public Object make(ServiceContext context, String name, Digest digest) {
    return new VaultCipher(context.others(), transformation(name));
  }

  private Transformation transformation(String name) {
    return switch (this) {
      case PKCS1 -> new RsaEncryption(name, RsaPadding.PKCS1, false);
      case OAEP -> new RsaEncryption(name, RsaPadding.OAEP_SHA_1, true);
      case OAEP_SHA_1 -> new RsaEncryption(name, RsaPadding.OAEP_SHA_1, false);
      case OAEP_SHA_256 -> new RsaEncryption(name, RsaPadding.OAEP_SHA_256, false);
      case GCM -> new AesGcm(name);
      case CBC -> new AesCbc(name, false);
      case PADDED_CBC -> new AesCbc(name, true);
      case KEY_WRAP -> new AesKeyWrap(name, false);
      case PADDED_KEY_WRAP -> new AesKeyWrap(name, true);
    };
  }
}
