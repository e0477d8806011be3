package io.vaultjca.transport;

import java.io.IOException;

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
}
