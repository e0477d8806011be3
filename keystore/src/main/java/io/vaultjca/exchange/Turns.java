package io.vaultjca.exchange;

import io.vaultjca.balance.Pace;
import io.vaultjca.transport.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue of callers that wait for their turn, first come, first served: only the first one asks
 * whether it may go, and then wakes the next.
 */
final class Turns {
  /** How often to ask again where perhaps no other caller will report a change. */
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Condition> queue = new ArrayDeque<>();
  private volatile boolean empty = true;

  interface Door {
    /** Takes a turn: zero or less if it is granted, otherwise the time until the next one. */
    long take(long now);

    /** How long no turn is granted to anybody, as far as is known. */
    long shutFor(long now);
  }

  /** No turn will be granted within the operation's time. */
  static final class ClosedException extends Exception {
    private static final long serialVersionUID = 1L;

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
   * @param again whether the caller had a turn that failed: then it goes to the head of the queue
   * @return what {@link Door#take} returned: zero or less
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

  /** Wakes the first caller: something may have changed for it. */
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

  /** Wakes all callers: something has changed for them. */
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
