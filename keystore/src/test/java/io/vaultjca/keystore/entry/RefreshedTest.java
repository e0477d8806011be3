package io.vaultjca.keystore.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.VaultException;
import java.text.MessageFormat;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class RefreshedTest {
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

  private static final Instant LOADED = Instant.parse("2026-01-01T00:00:00Z");

  private final SettableClock clock = new SettableClock();
  private final AtomicInteger fetches = new AtomicInteger();

  @Test
  void servesTheOldValueIfNoThreadStarts() throws Exception {
    AtomicInteger failing = new AtomicInteger(1);
    Refreshed<Integer> value =
        counting(
            task -> {
              if (failing.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              task.run();
            });
    assertThat(value.get(LOADED)).isEqualTo(1);
    clock.now = clock.now.plus(HALF_AN_HOUR);
    assertThat(value.get(LOADED)).isEqualTo(1);
    clock.now = clock.now.plusSeconds(29);
    assertThat(value.get(LOADED)).isEqualTo(1);
    assertThat(failing).as("no refresh right after a failure").hasValue(0);
    clock.now = clock.now.plusSeconds(1);
    assertThat(value.get(LOADED)).isEqualTo(1);
    assertThat(value.get(LOADED)).isEqualTo(2);
  }

  @Test
  void logsABackgroundErrorAndServesTheOldValue() throws Exception {
    Refreshed<Integer> value =
        new Refreshed<>(
            "The entry broken",
            policy(RefreshedTest::onAnotherThread),
            (known, loaded) -> {
              if (fetches.incrementAndGet() == 2) {
                throw new NoClassDefFoundError("io/vaultjca/Absent");
              }
              return fetches.get();
            });
    List<String> warnings = new CopyOnWriteArrayList<>();
    Handler handler = new Warnings(warnings);
    Logger log = Logger.getLogger("io.vaultjca");
    log.addHandler(handler);
    try {
      assertThat(value.get(LOADED)).isEqualTo(1);
      clock.now = clock.now.plus(HALF_AN_HOUR);
      assertThat(value.get(LOADED)).isEqualTo(1);
      assertThat(warnings)
          .filteredOn(warning -> warning.startsWith("The entry broken"))
          .containsExactly(
              "The entry broken could not be refreshed and is served as it was 1800 s ago."
                  + " java.lang.NoClassDefFoundError: io/vaultjca/Absent");
      assertThat(value.get(LOADED)).isEqualTo(1);
      assertThat(fetches).as("no refresh right after a failure").hasValue(2);
    } finally {
      log.removeHandler(handler);
    }
    clock.now = clock.now.plusSeconds(30);
    assertThat(value.get(LOADED)).isEqualTo(1);
    assertThat(value.get(LOADED)).isEqualTo(3);
  }

  /** Runs a task to its end; like a thread pool, it drops the exception. */
  private static void onAnotherThread(Runnable task) {
    Thread thread = new Thread(task, "background");
    thread.setUncaughtExceptionHandler((failed, error) -> {});
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Collects the logged messages. */
  private static final class Warnings extends Handler {
    private final List<String> messages;

    Warnings(List<String> messages) {
      this.messages = messages;
    }

    @Override
    public void publish(LogRecord record) {
      messages.add(MessageFormat.format(record.getMessage(), record.getParameters()));
    }

    @Override
    public void flush() {
      // There is no buffer.
    }

    @Override
    public void close() {
      messages.clear();
    }
  }

  @Test
  void refreshesAfterTheClockIsSetBack() throws Exception {
    Instant right = clock.now;
    clock.now = right.plus(Duration.ofDays(365));
    Refreshed<Integer> value = counting(Runnable::run);
    assertThat(value.get(LOADED)).isEqualTo(1);
    clock.now = right;
    value.get(LOADED);
    assertThat(value.get(LOADED)).isEqualTo(2);
    clock.now = right.plus(HALF_AN_HOUR).minusSeconds(1);
    value.get(LOADED);
    assertThat(value.get(LOADED)).isEqualTo(2);
    clock.now = right.plus(HALF_AN_HOUR);
    value.get(LOADED);
    assertThat(value.get(LOADED)).isEqualTo(3);
  }

  @Test
  void retriesAFailedRefreshAfterTheClockIsSetBack() throws Exception {
    Instant right = clock.now;
    clock.now = right.plus(Duration.ofDays(365));
    Refreshed<Integer> value =
        refreshed(
            (known, loaded) -> {
              if (fetches.incrementAndGet() == 2) {
                throw VaultException.unusable("refused", null);
              }
              return fetches.get();
            });
    assertThat(value.get(LOADED)).isEqualTo(1);
    clock.now = clock.now.plus(HALF_AN_HOUR);
    assertThat(value.get(LOADED)).isEqualTo(1);
    clock.now = right;
    value.get(LOADED);
    assertThat(value.get(LOADED)).isEqualTo(3);
  }

  @Test
  void forgetsARefusalAfterTheClockIsSetBack() throws Exception {
    Instant right = clock.now;
    clock.now = right.plus(Duration.ofDays(365));
    Refreshed<Integer> value =
        refreshed(
            (known, loaded) -> {
              if (fetches.incrementAndGet() == 1) {
                throw VaultException.unusable("refused", null);
              }
              return fetches.get();
            });
    assertThatThrownBy(() -> value.get(LOADED)).hasMessage("refused");
    clock.now = clock.now.plusSeconds(29);
    assertThatThrownBy(() -> value.get(LOADED)).hasMessage("refused");
    assertThat(fetches).hasValue(1);
    clock.now = right;
    assertThat(value.get(LOADED)).isEqualTo(2);
  }

  @Test
  void fetchesAValueOlderThanTwoIntervalsFirst() throws Exception {
    Refreshed<Integer> value = counting(task -> new Thread(task, "refresh").start());
    assertThat(value.recent(LOADED)).isEqualTo(1);
    clock.now = clock.now.plus(HALF_AN_HOUR).plus(HALF_AN_HOUR).minusSeconds(1);
    assertThat(value.isOverdue()).isFalse();
    clock.now = clock.now.plusSeconds(1);
    assertThat(value.isOverdue()).isTrue();
    assertThat(value.recent(LOADED)).isEqualTo(2);
    assertThat(value.recent(LOADED)).isEqualTo(2);
  }

  @Test
  void theFirstCallerAfterAnOutageWaitsForTheCurrentValue() throws Exception {
    List<Thread> refreshes = new CopyOnWriteArrayList<>();
    Refreshed<Integer> value =
        new Refreshed<>(
            "The entry web",
            policy(
                task -> {
                  Thread refresh = new Thread(task, "refresh");
                  refreshes.add(refresh);
                  refresh.start();
                }),
            (known, loaded) -> {
              if (fetches.incrementAndGet() == 2) {
                throw VaultException.timedOut("no answer");
              }
              return fetches.get();
            });
    assertThat(value.recent(LOADED)).isEqualTo(1);
    clock.now = clock.now.plus(HALF_AN_HOUR).plus(HALF_AN_HOUR);
    assertThat(value.recent(LOADED)).as("unreachable").isEqualTo(1);
    assertThat(value.recent(LOADED)).as("no immediate retry").isEqualTo(1);
    assertThat(fetches).hasValue(2);
    // A refresh ends after its warning, and only one runs at a time.
    for (Thread refresh : refreshes) {
      refresh.join();
    }
    clock.now = clock.now.plusSeconds(30);
    assertThat(value.recent(LOADED)).isEqualTo(3);
  }

  @Test
  void limitsTheWaitForAnotherThreadsFetch() throws Exception {
    CountDownLatch fetching = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Refreshed<Integer> value =
        new Refreshed<>(
            "The entry web",
            new Refreshed.Policy(HALF_AN_HOUR, Duration.ofMillis(200), clock, Runnable::run),
            (known, loaded) -> {
              fetching.countDown();
              await(end);
              return 7;
            });
    FutureTask<Integer> first = new FutureTask<>(() -> value.get(LOADED));
    Thread thread = new Thread(first, "first");
    thread.start();
    try {
      fetching.await();
      assertThatThrownBy(() -> value.get(LOADED))
          .isInstanceOfSatisfying(
              VaultException.class,
              e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.UNREACHABLE))
          .hasMessage(
              "The entry web was not read: another thread has been reading it for 1.2 s. If the"
                  + " vault is merely slow, raise azure.keyvault.operation-timeout.");
    } finally {
      end.countDown();
      thread.join();
    }
    assertThat(first.get()).isEqualTo(7);
    assertThat(value.get(LOADED)).isEqualTo(7);
  }

  @Test
  void doesNotKeepAValueForgottenDuringItsFetch() throws Exception {
    CountDownLatch fetching = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Refreshed<Integer> value =
        refreshed(
            (known, loaded) -> {
              int fetch = fetches.incrementAndGet();
              if (fetch == 1) {
                fetching.countDown();
                await(end);
              }
              return fetch;
            });
    FutureTask<Integer> first = forgottenWhileFetched(value, fetching, end);
    assertThat(first.get()).isEqualTo(1);
    assertThat(value.isHeld()).isFalse();
    assertThat(value.get(LOADED)).isEqualTo(2);
    assertThat(value.get(LOADED)).isEqualTo(2);
  }

  /** Fetches a value for the first time, and forgets it during the fetch. */
  private static FutureTask<Integer> forgottenWhileFetched(
      Refreshed<Integer> value, CountDownLatch fetching, CountDownLatch end)
      throws InterruptedException {
    FutureTask<Integer> first = new FutureTask<>(() -> value.get(LOADED));
    Thread thread = new Thread(first, "first");
    thread.start();
    try {
      fetching.await();
      value.forget();
    } finally {
      end.countDown();
      thread.join();
    }
    return first;
  }

  @Test
  void doesNotRememberTheFailureOfAForgottenFetch() throws Exception {
    CountDownLatch fetching = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Refreshed<Integer> value =
        refreshed(
            (known, loaded) -> {
              if (fetches.incrementAndGet() == 1) {
                fetching.countDown();
                await(end);
                throw VaultException.unusable("refused", null);
              }
              return fetches.get();
            });
    FutureTask<Integer> first = forgottenWhileFetched(value, fetching, end);
    assertThatThrownBy(first::get).hasRootCauseMessage("refused");
    assertThat(value.get(LOADED)).isEqualTo(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Refreshed<Integer> counting(Executor executor) {
    return new Refreshed<>(
        "The entry web", policy(executor), (known, loaded) -> fetches.incrementAndGet());
  }

  private Refreshed<Integer> refreshed(Refreshed.Source<Integer> source) {
    return new Refreshed<>("The entry web", policy(Runnable::run), source);
  }

  private Refreshed.Policy policy(Executor executor) {
    return new Refreshed.Policy(HALF_AN_HOUR, Duration.ofSeconds(60), clock, executor);
  }

  /** A clock that a test sets. */
  private static final class SettableClock extends Clock {
    private volatile Instant now = LOADED;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new IllegalArgumentException("This clock has one zone");
    }
  }
}
