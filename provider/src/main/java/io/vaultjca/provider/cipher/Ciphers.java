package io.vaultjca.provider.cipher;

import io.vaultjca.provider.family.ServiceContext;
import io.vaultjca.provider.family.ServiceMaker;
import io.vaultjca.provider.jvm.Digest;
import java.util.Optional;

/** The kinds of ciphers. The name of an AES cipher may contain the key size that it requires. */
public enum Ciphers implements ServiceMaker {
  /** RSAES-PKCS1-v1_5. */
  PKCS1,
  /** RSAES-OAEP. Without parameters, SHA-1 as in the JDK. */
  OAEP,
  /** RSAES-OAEP with SHA-1. */
  OAEP_SHA_1,
  /** RSAES-OAEP with SHA-256 and, unlike the JDK's default, MGF1 with SHA-256. */
  OAEP_SHA_256,
  GCM,
  CBC,
  /** AES in CBC mode with PKCS #7 padding. */
  PADDED_CBC,
  KEY_WRAP,
  /** AES key wrap with padding, for keys of any length. */
  PADDED_KEY_WRAP;

  @Override
  public Object make(ServiceContext context, String name, Optional<Digest> digest) {
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
