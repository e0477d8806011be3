package io.vaultjca.exchange;

import io.vaultjca.balance.Pace;
import java.time.Duration;

/**
 * Holds back all callers of a vault while it throttles one of them, because its limits apply to the
 * vault as a whole. The {@link Pace} decides how fast they may go.
 */
final class Throttle {
  private final Turns turns = new Turns();
  private final Pace pace = new Pace();
  private final Turns.Door door =
      new Turns.Door() {
        @Override
        public long take(long now) {
          return pace.take(now);
        }

        @Override
        public long shutFor(long now) {
          return pace.shutFor(now);
        }
      };

  Pace pace() {
    return pace;
  }

  /**
   * Waits until a request may be sent.
   *
   * @return whether the request goes {@link Pace#FIRST}
   * @throws Turns.ClosedException if the operation's time ends before that
   */
  boolean enter(Operation operation) throws InterruptedException, Turns.ClosedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return !pace.isFree()
        && turns.await(door, operation.deadline(), operation.tries() > 0) == Pace.FIRST;
  }

  void throttled(boolean first, long sent, Duration wait) {
    pace.throttled(System.nanoTime(), sent, nanos(wait), first);
    turns.all();
  }

  private static long nanos(Duration wait) {
    return wait.compareTo(Duration.ofDays(1)) < 0 ? wait.toNanos() : Long.MAX_VALUE;
  }

  /** Records that a request ended, with an answer other than 429 or without one. */
  void ended(boolean first, boolean answered) {
    if (pace.isFree()) {
      return;
    }
    if (answered) {
      pace.answered(System.nanoTime(), first);
    } else if (first) {
      pace.unanswered();
    }
    turns.next();
  }
}
