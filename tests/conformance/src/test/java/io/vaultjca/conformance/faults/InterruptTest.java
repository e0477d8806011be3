package io.vaultjca.conformance.faults;

import static io.vaultjca.conformance.fixture.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.Setting;
import io.vaultjca.embedded.Fault;
import java.security.KeyStore;
import java.security.ProviderException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An interrupted thread stops promptly, says so, and stays interrupted. */
@ExtendWith(FaultTable.class)
class InterruptTest {
  private static final double PROMPTLY = 5;
  private static final Map<Setting, String> PATIENT =
      Map.of(
          Setting.REQUEST_TIMEOUT,
          "30s",
          Setting.OPERATION_TIMEOUT,
          "60s",
          Setting.MAX_RETRIES,
          "5");

  private static Scene scene;

  @BeforeAll
  static void open() throws Exception {
    scene = Scene.open();
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  /** What the thread is waiting for when it is interrupted. */
  private record Waiting(int number, String title, Fault fault) {
    @Override
    public String toString() {
      return title;
    }
  }

  static List<Waiting> waits() {
    return List.of(
        new Waiting(1, "an answer that does not come", Fault.hang()),
        new Waiting(2, "the rest of an answer", Fault.trickle(Duration.ofSeconds(1))),
        new Waiting(3, "the next try after a 503", Fault.unavailable()),
        new Waiting(4, "the next try after a reset", Fault.reset()),
        new Waiting(5, "the end of a throttle", Fault.throttled(Duration.ofSeconds(20))));
  }

  @ParameterizedTest
  @MethodSource("waits")
  void signingStops(Waiting waiting) throws Exception {
    interrupt(waiting, Work.SIGN);
  }

  @ParameterizedTest
  @MethodSource("waits")
  void unwrappingStops(Waiting waiting) throws Exception {
    interrupt(waiting, Work.UNWRAP);
  }

  @ParameterizedTest
  @MethodSource("waits")
  void loadingStops(Waiting waiting) throws Exception {
    interrupt(waiting, Work.LOAD);
  }

  private static void interrupt(Waiting waiting, Work work) throws Exception {
    try {
      Scene.Prepared prepared = scene.prepare(work, PATIENT, false);
      scene.server().counters().reset();
      scene.server().faults().inject(work.operation(), waiting.fault);
      Interrupted interrupted = new Interrupted(prepared::run);
      until(() -> scene.server().counters().requests(work.operation()) >= 1);
      double seconds = interrupted.now();
      Outcome outcome = interrupted.outcome();
      FaultTable.add(
          FaultKind.INTERRUPTED,
          waiting.number(),
          "interrupt while the thread waits for " + waiting.title,
          work.title(),
          "%s: “the thread was interrupted”, the flag is kept; 0–5 s; no request more"
              .formatted(work.failure().getSimpleName()),
          outcome.result() + ": " + outcome.complaint().orElse(""),
          seconds,
          Long.toString(outcome.requests()));
      assertThat(outcome.failure()).get().isExactlyInstanceOf(work.failure());
      assertThat(outcome.complaint()).get().asString().contains("failed: the thread was");
      assertThat(interrupted.flag()).isTrue();
      assertThat(seconds).isLessThan(PROMPTLY);
    } finally {
      scene.server().faults().clear();
    }
  }

  @Test
  void waitingForATokenStops() throws Exception {
    try {
      KeyStore store = scene.store(PATIENT, true);
      long before = scene.server().counters().requests("identity/token");
      scene.server().faults().inject("identity/token", Fault.hang());
      Interrupted interrupted = new Interrupted(() -> look(store));
      until(() -> scene.server().counters().requests("identity/token") > before);
      double seconds = interrupted.now();
      assertThat(interrupted.failure())
          .isExactlyInstanceOf(ProviderException.class)
          .hasMessageEndingWith("failed: the thread was interrupted.");
      assertThat(interrupted.flag()).isTrue();
      assertThat(seconds).isLessThan(PROMPTLY);
    } finally {
      scene.server().faults().clear();
    }
  }

  @Test
  void waitingForAnotherThreadStopsAndTheOtherContinues() throws Exception {
    KeyStore store = scene.store(PATIENT, false);
    scene.server().counters().reset();
    scene.server().faults().inject("certificates/get", 1, Fault.delay(Duration.ofSeconds(6)));
    Interrupted reader = new Interrupted(() -> look(store));
    until(() -> scene.server().counters().requests("certificates/get") == 1);
    Interrupted waiter = new Interrupted(() -> look(store));
    until(() -> waiter.state() == Thread.State.TIMED_WAITING);
    assertThat(waiter.now()).isLessThan(5.5);
    assertThat(waiter.failure())
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessageContaining("the thread was interrupted while another one read it");
    assertThat(waiter.flag()).isTrue();
    assertThat(reader.outcome()).isNotNull();
    assertThat(scene.server().counters().requests("certificates/get")).isEqualTo(1);
  }

  @Test
  void anInterruptedReaderDoesNotFailItsWaiters() throws Exception {
    KeyStore store = scene.store(PATIENT, false);
    scene.server().counters().reset();
    scene.server().faults().inject("certificates/get", 1, Fault.hang());
    Interrupted reader = new Interrupted(() -> look(store));
    until(() -> scene.server().counters().requests("certificates/get") == 1);
    Interrupted waiter = new Interrupted(() -> look(store));
    until(() -> waiter.state() == Thread.State.TIMED_WAITING);
    reader.now();
    assertThat(reader.failure()).isExactlyInstanceOf(ProviderException.class);
    assertThat(waiter.outcome()).isNotNull();
  }

  @Test
  void anInterruptedThreadIsServedFromMemory() throws Exception {
    KeyStore store = scene.store(PATIENT, false);
    Outcome loaded = look(store);
    Interrupted again =
        new Interrupted(
            () -> {
              Thread.currentThread().interrupt();
              return look(store);
            });
    assertThat(again.outcome()).isEqualTo(loaded);
    assertThat(again.flag()).isTrue();
  }

  private static Outcome look(KeyStore store) throws Exception {
    return new Outcome(
        String.valueOf(store.getCertificate("signer").getPublicKey()),
        java.util.Optional.empty(),
        java.util.Optional.empty(),
        Duration.ZERO,
        0,
        0);
  }

  /** Work on a separate thread that a test interrupts. */
  private static final class Interrupted {
    private final AtomicReference<Outcome> outcome = new AtomicReference<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final AtomicReference<Boolean> flag = new AtomicReference<>();
    private final Thread thread;

    Interrupted(Callable<Outcome> work) {
      thread =
          new Thread(
              () -> {
                try {
                  outcome.set(work.call());
                } catch (Exception e) {
                  failure.set(e);
                }
                flag.set(Thread.interrupted());
              },
              "interrupted");
      thread.setDaemon(true);
      thread.start();
    }

    /** Interrupts the thread and returns the seconds until it stopped. */
    double now() throws InterruptedException {
      long started = System.nanoTime();
      thread.interrupt();
      thread.join(Scene.WAIT_AT_MOST.toMillis());
      return Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
    }

    Thread.State state() {
      return thread.getState();
    }

    Outcome outcome() throws InterruptedException {
      thread.join(Scene.WAIT_AT_MOST.toMillis());
      assertThat(failure.get()).isNull();
      return outcome.get();
    }

    Exception failure() {
      return failure.get();
    }

    boolean flag() {
      return Boolean.TRUE.equals(flag.get());
    }
  }
}
