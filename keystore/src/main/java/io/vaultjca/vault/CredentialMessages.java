package io.vaultjca.vault;

import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;

/** The part of a credential's complaint that a person can use. */
final class CredentialMessages {
  private static final int LONGEST = 600;

  private CredentialMessages() {}

  /** How Jackson begins to quote what it could not parse: an answer with a token, perhaps. */
  private static final String QUOTATION = "[Source: (";

  /** Whether an exception of the chain quotes an answer, so that none of them may be shown. */
  static boolean quotesAnAnswer(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(link -> String.valueOf(link.getMessage()).contains(QUOTATION));
  }

  /** The first message of the chain, on one line, cut to a readable length. */
  static String of(Throwable failure) {
    Throwable speaking = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    while (speaking.getMessage() == null && speaking.getCause() != null) {
      speaking = speaking.getCause();
    }
    String message =
        speaking.getMessage() == null ? speaking.getClass().getSimpleName() : speaking.getMessage();
    int quotation = message.indexOf(QUOTATION);
    String line =
        (quotation < 0 ? message : message.substring(0, quotation)).replaceAll("\\s+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
