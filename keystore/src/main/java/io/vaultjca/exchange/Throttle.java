package io.vaultjca.exchange;

import io.vaultjca.balance.Pace;
import java.time.Duration;

/**
 * Holds back the callers of a vault while it throttles one of them: its limits are a vault's, not a
 * caller's. How fast they may go is its {@link Pace}'s matter.
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
   * Waits until a request may be sent; not if that is longer than the operation may take. Says
   * whether it goes first.
   */
  boolean enter(Operation operation) throws InterruptedException, Turns.ClosedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return !pace.isFree()
        && turns.await(door, operation.deadline(), operation.tries() > 0) == Pace.FIRST;
  }

  /** A request was throttled. */
  void throttled(boolean first, long sent, Duration wait) {
    pace.throttled(System.nanoTime(), sent, nanos(wait), first);
    turns.all();
  }

  private static long nanos(Duration wait) {
    return wait.compareTo(Duration.ofDays(1)) < 0 ? wait.toNanos() : Long.MAX_VALUE;
  }

  /** A request ended: with an answer that is not 429, or with none. */
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
