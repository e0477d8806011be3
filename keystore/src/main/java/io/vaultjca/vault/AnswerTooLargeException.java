package io.vaultjca.vault;

import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;

/** An answer that is longer than any that the service sends. */
final class AnswerTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  AnswerTooLargeException(int status, int longest) {
    super(
        "the answer, of status "
            + status
            + ", is larger than "
            + (longest >> 20)
            + " MiB, and so is not the service's");
  }

  /** Whether such an answer is behind a failure. */
  static boolean causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(AnswerTooLargeException.class::isInstance);
  }
}
