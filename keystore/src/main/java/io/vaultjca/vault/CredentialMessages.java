package io.vaultjca.vault;

import java.io.UncheckedIOException;

/** The part of a credential's complaint that a person can use. */
final class CredentialMessages {
  private static final int LONGEST = 600;

  private CredentialMessages() {}

  /** The first message of the chain, on one line, cut to a readable length. */
  static String of(Throwable failure) {
    Throwable speaking = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    while (speaking.getMessage() == null && speaking.getCause() != null) {
      speaking = speaking.getCause();
    }
    String message =
        speaking.getMessage() == null ? speaking.getClass().getSimpleName() : speaking.getMessage();
    String line = message.replaceAll("\\s+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
