package io.vaultjca.command.doctor.exam;

import java.util.List;

/**
 * The result of a step.
 *
 * @param text sentences: the state and, if it is wrong, what to do
 * @param details further lines
 */
public record Finding(Result result, String text, List<String> details) {
  /** The judgement. */
  public enum Result {
    /** As it should be. */
    OK,
    /** Wrong. */
    FAILED,
    /** Not checked, or not a fault. */
    SKIPPED
  }

  public Finding {
    details = List.copyOf(details);
  }

  public static Finding ok(String text, String... details) {
    return new Finding(Result.OK, text, List.of(details));
  }

  public static Finding failed(String text, String... details) {
    return new Finding(Result.FAILED, text, List.of(details));
  }

  /** A failure with the message of this exception. */
  public static Finding failed(Throwable failure) {
    String message = failure.getMessage();
    return failed(message == null ? failure.toString() : message);
  }

  public static Finding skipped(String text, String... details) {
    return new Finding(Result.SKIPPED, text, List.of(details));
  }

  /** Returns the same finding with these details. */
  public Finding with(List<String> lines) {
    return new Finding(result, text, lines);
  }
}
