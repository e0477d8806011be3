package io.vaultjca.transport;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** An answer is longer than any answer of the service. */
public final class AnswerTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  AnswerTooLargeException(int status, int longest) {
    super(
        "the answer, of status %s, is larger than %s MiB, and so is not the service's"
            .formatted(status, longest >> 20));
    this.status = status;
  }

  public int status() {
    return status;
  }

  /** The exception of this class among the causes of a failure, if any. */
  public static Optional<AnswerTooLargeException> behind(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(AnswerTooLargeException.class::isInstance)
        .map(AnswerTooLargeException.class::cast)
        .findFirst();
  }
}
