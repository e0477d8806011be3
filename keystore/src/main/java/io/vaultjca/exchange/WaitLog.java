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
 * Says in the log what the operations on a vault wait for, and how long. The first wait of more
 * than two seconds is seen by default, and then none for a minute, however many callers wait.
 *
 * <p>Safe for use by several threads.
 */
final class WaitLog {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");
  private static final Duration LONG = Duration.ofSeconds(2);
  static final Duration QUIET = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(500);

  /** So many looks that find nothing end the thread, which keeps this library in memory. */
  private static final int LAST_LOOK = 3;

  /** The operations that go on, each with the wait of which it was told last. */
  private final Map<Operation, Wait> open = new ConcurrentHashMap<>();

  private final DaemonThreads threads = new DaemonThreads("wait");
  private final AtomicBoolean watched = new AtomicBoolean();
  private final AtomicLong seen = new AtomicLong(System.nanoTime() - QUIET.toNanos());

  /** An operation begins: from now on what it awaits is watched. */
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
        // The system gives no more threads: the operations go on without a word.
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
      // Begun after the last look.
      watch();
    }
  }

  private void look(Operation operation, Wait told) {
    Wait wait = operation.awaited();
    Duration waited = wait.time().elapsed();
    if (!wait.equals(Wait.NONE) && !wait.equals(told) && waited.compareTo(LONG) >= 0) {
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

  /** An operation will be repeated after a wait; takes why, as a clause. */
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
