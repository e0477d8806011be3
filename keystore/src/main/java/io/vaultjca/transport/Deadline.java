package io.vaultjca.transport;

import java.time.Duration;

/**
 * Until when something has to be done.
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

  /** How long it may take in all. */
  public Duration timeout() {
    return timeout;
  }

  /** How long it has taken. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** How much time is left; zero or negative if there is none. */
  public Duration remaining() {
    return timeout.minus(elapsed());
  }

  /** How much time is left for a part that may take so long. */
  public Duration remaining(Duration atMost) {
    Duration left = remaining();
    Duration shorter = left.compareTo(atMost) < 0 ? left : atMost;
    return shorter.toMillis() < 1 ? Duration.ofMillis(1) : shorter;
  }
}
