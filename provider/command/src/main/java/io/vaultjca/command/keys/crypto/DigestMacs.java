package io.vaultjca.command.keys.crypto;

/** HS256, HS384 and HS512: of the service they are MACs of a digest. */
final class DigestMacs {
  private DigestMacs() {}

  static boolean isOne(String algorithm) {
    return algorithm.startsWith("HS");
  }

  /** The digest that is sent in the place of the message. */
  static String digest(String algorithm) {
    return "SHA-" + algorithm.substring(2);
  }
}
