package io.vaultjca.exchange;

import io.vaultjca.balance.Pace;
import io.vaultjca.transport.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The callers that wait for their turn, first come, first served: the first one alone looks whether
 * it may go, and then wakes the next.
 */
final class Turns {
  /** How often to look where nobody else may say that something has changed. */
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Condition> queue = new ArrayDeque<>();
  private volatile boolean empty = true;

  /** What the callers wait for. */
  interface Door {
    /** Asks for a turn; zero or less if the caller has it, else how long to wait for the next. */
    long take(long now);

    /** How long nobody at all has a turn, as far as that is known. */
    long shutFor(long now);
  }

  /** There is no turn within the time that the operation may take. */
  static final class ClosedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** How long the vault is to be left alone from now on. */
    private final Duration wait;

    ClosedException(Duration wait) {
      super("throttled for another " + wait);
      this.wait = wait;
    }

    Duration waitAskedFor() {
      return wait;
    }
  }

  /**
   * Waits for a turn.
   *
   * @param again whether the caller had one, which was of no use: then it does not queue up again
   * @return what the door said
   */
  long await(Door door, Deadline deadline, boolean again)
      throws InterruptedException, ClosedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (empty) {
      long turn = door.take(System.nanoTime());
      if (turn <= 0) {
        return turn;
      }
    }
    lock.lockInterruptibly();
    Condition own = lock.newCondition();
    try {
      if (again) {
        queue.addFirst(own);
      } else {
        queue.addLast(own);
      }
      empty = false;
      return awaitTurn(own, door, deadline);
    } finally {
      boolean first = queue.peek() == own;
      boolean unused = queue.remove(own);
      empty = queue.isEmpty();
      if (first && !empty) {
        queue.peek().signal();
      }
      lock.unlock();
    }
  }

  private long awaitTurn(Condition own, Door door, Deadline deadline)
      throws InterruptedException, ClosedException {
    while (true) {
      long now = System.nanoTime();
      long remaining = deadline.remaining().toNanos();
      long shut = Math.max(0, door.shutFor(now));
      if (remaining <= shut) {
        throw new ClosedException(Duration.ofNanos(shut));
      }
      long wait = remaining;
      if (queue.peek() == own) {
        long turn = door.take(now);
        if (turn <= 0) {
          return turn;
        }
        wait = turn == Pace.UNTIL_ANSWERED ? LOOK : turn;
      }
      long unused = own.awaitNanos(Math.min(wait, remaining));
    }
  }

  /** Something has changed for the one whose turn is next. */
  void next() {
    if (!empty) {
      lock.lock();
      try {
        Condition first = queue.peek();
        if (first != null) {
          first.signal();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Something has changed for all that wait. */
  void all() {
    if (!empty) {
      lock.lock();
      try {
        queue.forEach(Condition::signal);
      } finally {
        lock.unlock();
      }
    }
  }
}
