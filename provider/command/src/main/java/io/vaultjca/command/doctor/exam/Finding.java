package io.vaultjca.command.doctor.exam;

import java.util.List;

/**
 * What a step found.
 *
 * @param text sentences: what is so, and where it is wrong what to do
 * @param details what belongs to it, a line each
 */
public record Finding(Result result, String text, List<String> details) {
  /** How it is. */
  public enum Result {
    /** As it should be. */
    OK,
    /** Wrong. */
    FAILED,
    /** Not looked at, or nobody's fault. */
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

  public static Finding skipped(String text, String... details) {
    return new Finding(Result.SKIPPED, text, List.of(details));
  }

  /** The same with these details. */
  public Finding with(List<String> lines) {
    return new Finding(result, text, lines);
  }
}
