package io.vaultjca.transport;

import java.time.Duration;

/**
 * A time limit that began when it was created.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Deadline {
  private final long started = System.nanoTime();
  private final Duration timeout;

  private Deadline(Duration timeout) {
    this.timeout = timeout;
  }

  public static Deadline after(Duration timeout) {
    return new Deadline(timeout);
  }

  public Duration timeout() {
    return timeout;
  }

  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** The time that is left; zero or negative if there is none. */
  public Duration remaining() {
    return timeout.minus(elapsed());
  }

  /** The time that is left for a part that may take so long; at least a millisecond. */
  public Duration remaining(Duration atMost) {
    Duration left = remaining();
    Duration shorter = left.compareTo(atMost) < 0 ? left : atMost;
    return shorter.toMillis() < 1 ? Duration.ofMillis(1) : shorter;
  }
}
