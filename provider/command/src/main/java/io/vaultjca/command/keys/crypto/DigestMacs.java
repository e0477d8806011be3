package io.vaultjca.command.keys.crypto;

/** HS256, HS384 and HS512: the service computes them over a digest, not over the message. */
final class DigestMacs {
  private DigestMacs() {}

  static boolean isOne(String algorithm) {
    return algorithm.startsWith("HS");
  }

  /** The digest that is sent instead of the message. */
  static String digest(String algorithm) {
    return "SHA-" + algorithm.substring(2);
  }
}
