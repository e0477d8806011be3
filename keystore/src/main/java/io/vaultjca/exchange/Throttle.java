package io.vaultjca.exchange;

import io.vaultjca.transport.Deadline;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds back all callers of a vault while it throttles one of them: its limits are a vault's, not a
 * caller's, and every request that it refuses counts against them.
 *
 * <p>After an answer 429 nobody sends until the time is over that the service asks for, an hour at
 * most. Then one request goes first, and what becomes of it decides for all the others.
 */
final class Throttle {
  /** Whatever the service asks for: one wrong answer must not end a program's work for ever. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean closed;
  private boolean probing;
  private long opensAt;

  /** The vault asks to wait longer than the operation may take. */
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

  /** Waits until a request may be sent; not if that is longer than the operation may take. */
  boolean enter(Deadline deadline) throws InterruptedException, ClosedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return closed && await(deadline);
  }

  private boolean await(Deadline deadline) throws InterruptedException, ClosedException {
    lock.lockInterruptibly();
    try {
      while (closed) {
        long wait = opensAt - System.nanoTime();
        long remaining = deadline.remaining().toNanos();
        if (remaining <= Math.max(0, wait)) {
          throw new ClosedException(Duration.ofNanos(Math.max(0, wait)));
        }
        if (wait <= 0 && !probing) {
          probing = true;
          return true;
        }
        long unused = changed.awaitNanos(wait > 0 ? wait : remaining);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** A request was throttled. */
  void throttled(boolean first, Duration wait) {
    lock.lock();
    try {
      long until = System.nanoTime() + (wait.compareTo(LONGEST) < 0 ? wait : LONGEST).toNanos();
      opensAt = closed && opensAt - until > 0 ? opensAt : until;
      closed = true;
      probing &= !first;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The request that went first ended: with an answer that is not 429, or with none. */
  void tried(boolean answered) {
    lock.lock();
    try {
      probing = false;
      closed &= !answered;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
