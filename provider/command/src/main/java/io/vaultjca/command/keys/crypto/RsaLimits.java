package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.terminal.CommandException;

/** The size limits of an RSA key (RFC 8017, sections 7.1.1 and 7.2.1). */
record RsaLimits(UsableKey key, String algorithm) {

  /** Rejects a plaintext that does not fit into one block. */
  void requireFits(int length, String verb) throws CommandException {
    int most = key.modulusLength() - overhead();
    if (length > most) {
      throw new CommandException(
          "The key %s (%s) can %s at most %s bytes with %s, but there are %,d. %s"
              .formatted(
                  key.id(),
                  key.kind(),
                  verb,
                  most,
                  algorithm,
                  length,
                  "Encrypt them with a symmetric key, and wrap that key: see keys wrap."));
    }
  }

  /** Rejects a ciphertext that is not from this key. */
  void requireCiphertext(int length) throws CommandException {
    if (length != key.modulusLength()) {
      throw new CommandException(
          "A ciphertext of the key %s (%s) has %s bytes, but there are %,d: it belongs to another key."
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
