package io.vaultjca.command.doctor.exam;

import java.time.Duration;

/** How long the doctor waits, where the configuration does not say less. */
public final class Limits {
  public static final Duration CONNECT = Duration.ofSeconds(4);
  public static final Duration REQUEST = Duration.ofSeconds(5);
  public static final Duration OPERATION = Duration.ofSeconds(6);

  /** All steps together: nobody waits longer than half a minute. */
  public static final Duration ALL = Duration.ofSeconds(28);

  /** With less time a step would fail for want of it. */
  static final Duration TOO_LATE = Duration.ofMillis(500);

  private Limits() {}

  /** What to add where a message speaks of settings that do not count here. */
  static String told() {
    return " The doctor waits at most %s s for a connection, %s s for an answer and %s s for an operation."
        .formatted(CONNECT.toSeconds(), REQUEST.toSeconds(), OPERATION.toSeconds());
  }
}
