package io.vaultjca.transport;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** An answer that is longer than any that the service sends. */
public final class AnswerTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  AnswerTooLargeException(int status, int longest) {
    super(
        "the answer, of status %s, is larger than %s MiB, and so is not the service's"
            .formatted(status, longest >> 20));
    this.status = status;
  }

  /** The answer's status. */
  public int status() {
    return status;
  }

  /** The one that is behind a failure, if one is. */
  public static Optional<AnswerTooLargeException> behind(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(AnswerTooLargeException.class::isInstance)
        .map(AnswerTooLargeException.class::cast)
        .findFirst();
  }
}
