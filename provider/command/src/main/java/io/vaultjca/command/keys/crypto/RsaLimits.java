package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.terminal.CommandException;

/** How much an RSA key takes (RFC 8017, sections 7.1.1 and 7.2.1). */
record RsaLimits(UsableKey key, String algorithm) {

  /** Refuses what does not fit into one block. */
  void requireFits(int length, String verb) throws CommandException {
    int most = key.modulusLength() - overhead();
    if (length > most) {
      throw new CommandException(
          "The key %s (%s) can %s %s bytes by %s, and there are %,d. %s"
              .formatted(
                  key.id(),
                  key.kind(),
                  verb,
                  most,
                  algorithm,
                  length,
                  "Encrypt them with a symmetric key, and wrap that: see keys wrap."));
    }
  }

  /** Refuses what cannot be a block of this key. */
  void requireCiphertext(int length) throws CommandException {
    if (length != key.modulusLength()) {
      throw new CommandException(
          "The key %s (%s) makes ciphertexts of %s bytes, and there are %,d: they are of another key."
              .formatted(key.id(), key.kind(), key.modulusLength(), length));
    }
  }

  private int overhead() {
    return switch (algorithm) {
      case "RSA1_5" -> 11;
      case "RSA-OAEP" -> 2 * 20 + 2;
      default -> 2 * 32 + 2;
    };
  }
}
