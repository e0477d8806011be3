package io.vaultjca.command.doctor.exam;

import java.time.Duration;

/** The doctor's time limits; a lower limit in the configuration wins. */
public final class Limits {
  public static final Duration CONNECT = Duration.ofSeconds(4);
  public static final Duration REQUEST = Duration.ofSeconds(5);
  public static final Duration OPERATION = Duration.ofSeconds(6);

  /**
   * The limit of a step that asks nobody: a container with a tenth of a processor needs seconds.
   */
  static final Duration LOCAL = Duration.ofSeconds(10);

  /** The limit of all steps together: nobody waits longer than half a minute. */
  public static final Duration ALL = Duration.ofSeconds(28);

  /** A step with less time than this would fail for lack of time. */
  static final Duration TOO_LATE = Duration.ofMillis(500);

  private Limits() {}

  /** An addition to messages that name settings, which do not apply here. */
  static String inWords() {
    return " The doctor waits at most %s s for a connection, %s s for an answer and %s s for an operation."
        .formatted(CONNECT.toSeconds(), REQUEST.toSeconds(), OPERATION.toSeconds());
  }
}
