package io.vaultjca.exchange;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

import io.vaultjca.exchange.Operation.Wait;
import io.vaultjca.transport.DaemonThreads;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Logs what the operations on a vault wait for, and how long. A wait of more than two seconds is
 * logged at INFO, but only once a minute, however many callers wait; all others at DEBUG.
 *
 * <p>Safe for use by several threads.
 */
final class WaitLog {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");
  private static final Duration LONG = Duration.ofSeconds(2);
  static final Duration QUIET = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(500);

  /** After so many idle looks the thread ends, so that it does not keep this library in memory. */
  private static final int LAST_LOOK = 3;

  /** The current operations, each with its last wait that was logged. */
  private final Map<Operation, Wait> open = new ConcurrentHashMap<>();

  private final DaemonThreads threads = new DaemonThreads("wait");
  private final AtomicBoolean watched = new AtomicBoolean();
  private final AtomicLong seen = new AtomicLong(System.nanoTime() - QUIET.toNanos());

  /** Watches an operation until {@link #end}. */
  void begin(Operation operation) {
    open.put(operation, Wait.NONE);
    watch();
  }

  void end(Operation operation) {
    open.remove(operation);
  }

  private void watch() {
    if (!watched.get() && watched.compareAndSet(false, true)) {
      try {
        threads.newThread(this::look).start();
      } catch (OutOfMemoryError e) {
        // No thread can be started: the operations run without this log.
        watched.set(false);
      }
    }
  }

  private void look() {
    try {
      for (int quiet = 0; quiet < LAST_LOOK; quiet = open.isEmpty() ? quiet + 1 : 0) {
        LockSupport.parkNanos(LOOK.toNanos());
        open.forEach(this::look);
      }
    } finally {
      watched.set(false);
    }
    if (!open.isEmpty()) {
      // An operation began after the last look.
      watch();
    }
  }

  private void look(Operation operation, Wait logged) {
    Wait wait = operation.awaited();
    Duration waited = wait.time().elapsed();
    if (!wait.equals(Wait.NONE) && !wait.equals(logged) && waited.compareTo(LONG) >= 0) {
      say(
          waited,
          () ->
              "%s has waited %s for %s, and waits %s at most."
                  .formatted(
                      operation.description(),
                      Failures.seconds(waited),
                      wait.what(),
                      Failures.seconds(wait.time().timeout())));
      open.replace(operation, wait);
    }
  }

  /** Logs that an operation will be repeated after a wait, and why, as a clause. */
  void repeats(Operation operation, Duration wait, String why) {
    say(
        wait,
        () ->
            "%s is repeated in %s, after %s: %s."
                .formatted(
                    operation.description(),
                    Failures.seconds(wait),
                    operation.triesInWords(),
                    why));
  }

  private void say(Duration wait, Supplier<String> what) {
    long now = System.nanoTime();
    long last = seen.get();
    boolean isSeen =
        wait.compareTo(LONG) >= 0 && now - last >= QUIET.toNanos() && seen.compareAndSet(last, now);
    LOG.log(isSeen ? INFO : DEBUG, what);
  }
}
