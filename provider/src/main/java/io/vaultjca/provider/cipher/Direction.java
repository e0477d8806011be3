package io.vaultjca.provider.cipher;

import javax.crypto.Cipher;

/** What an operation does with its input. */
enum Direction {
  ENCRYPT,
  DECRYPT,
  WRAP,
  UNWRAP;

  static Direction of(int mode) {
    return switch (mode) {
      case Cipher.ENCRYPT_MODE -> ENCRYPT;
      case Cipher.DECRYPT_MODE -> DECRYPT;
      case Cipher.WRAP_MODE -> WRAP;
      case Cipher.UNWRAP_MODE -> UNWRAP;
      default -> throw new IllegalStateException("The JCA does not have the cipher mode " + mode);
    };
  }

  boolean isForward() {
    return this == ENCRYPT || this == WRAP;
  }
}
