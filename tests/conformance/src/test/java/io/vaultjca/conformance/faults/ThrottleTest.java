package io.vaultjca.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.Setting;
import io.vaultjca.embedded.Fault;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SignatureException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many callers and a vault that asks for fewer requests: they wait together. */
@ExtendWith(FaultTable.class)
class ThrottleTest {
  private static final int CALLERS = 64;

  private Scene scene;
  private ExecutorService threads;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.open();
    threads = Executors.newFixedThreadPool(CALLERS);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    scene.close();
  }

  @Test
  void sixtyFourCallersWaitTogetherAndOneGoesFirst() throws Exception {
    PrivateKey key = key("60s", "3");
    scene.server().faults().inject("keys/sign", Fault.throttled(Duration.ofSeconds(2)));
    scene.server().counters().reset();
    ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    long started = System.nanoTime();
    try {
      List<Future<byte[]>> signatures = signAtOnce(key);
      long throttled =
          later
              .schedule(
                  () -> {
                    scene.server().faults().clear();
                    return scene.server().counters().requests("keys/sign");
                  },
                  3,
                  TimeUnit.SECONDS)
              .get(20, TimeUnit.SECONDS);
      for (Future<byte[]> signature : signatures) {
        assertThat(signature.get(60, TimeUnit.SECONDS)).isNotEmpty();
      }
      double seconds = since(started);
      long all = scene.server().counters().requests("keys/sign");
      FaultTable.add(
          FaultKind.MANY_CALLERS,
          1,
          "64 threads sign at once while the vault says 429, Retry-After: 2, for 3 s",
          "sign",
          "64 signatures; 3.0–30 s; at most 64 requests and 1 probe while throttled, 129 in all",
          "64 signatures; " + throttled + " requests while throttled",
          seconds,
          Long.toString(all));
      // The first volley was sent before the first answer came; then one caller probes after 2 s.
      assertThat(throttled).isLessThanOrEqualTo(CALLERS + 1);
      // The first caller after the 3 s succeeds, and all others follow.
      assertThat(all).isLessThanOrEqualTo(2 * CALLERS + 1);
      assertThat(seconds).isBetween(3.0, 30.0);
    } finally {
      later.shutdownNow();
    }
  }

  @Test
  void laterCallersFailAtOnceWithoutARequestIfThePauseIsTooLong() throws Exception {
    PrivateKey key = key("20s", "3");
    scene.server().faults().inject("keys/sign", Fault.throttled(Duration.ofSeconds(100)));
    scene.server().counters().reset();
    assertThatThrownBy(() -> scene.sign(key))
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining("It asks to wait 100.0 s.");
    long started = System.nanoTime();
    for (Future<byte[]> signature : signAtOnce(key)) {
      assertThatThrownBy(signature::get)
          .cause()
          .isExactlyInstanceOf(SignatureException.class)
          .hasMessageContaining("throttles its callers (429), as it told another request.")
          .hasMessageContaining("s that are left of the operation's time");
    }
    double seconds = since(started);
    long requests = scene.server().counters().requests("keys/sign");
    FaultTable.add(
        FaultKind.MANY_CALLERS,
        2,
        "64 threads sign after the vault has said 429, Retry-After: 100, to another",
        "sign",
        """
        SignatureException: “throttles its callers (429), as it told another request”; 0–15 s; 1 \
        request""",
        "64 times the SignatureException",
        seconds,
        Long.toString(requests));
    assertThat(requests).isEqualTo(1);
    assertThat(seconds).isLessThan(15);
  }

  @Test
  void anotherCallerGoesFirstIfTheFirstGetsNoAnswer() throws Exception {
    PrivateKey key = key("60s", "3");
    scene.server().faults().inject("keys/sign", 1, Fault.throttled(Duration.ofSeconds(1)));
    scene.server().faults().inject("keys/sign", 1, Fault.reset());
    scene.server().counters().reset();
    long started = System.nanoTime();
    for (Future<byte[]> signature : signAtOnce(key)) {
      assertThat(signature.get(60, TimeUnit.SECONDS)).isNotEmpty();
    }
    assertThat(since(started)).isLessThan(30);
    assertThat(scene.server().counters().requests("keys/sign")).isEqualTo(CALLERS + 2);
  }

  private PrivateKey key(String operationTimeout, String retries) throws Exception {
    KeyStore store =
        scene.store(
            Map.of(
                Setting.OPERATION_TIMEOUT,
                operationTimeout,
                Setting.REQUEST_TIMEOUT,
                "30s",
                Setting.MAX_RETRIES,
                retries),
            false);
    PrivateKey key = (PrivateKey) store.getKey("signer", null);
    scene.sign(key);
    return key;
  }

  private List<Future<byte[]>> signAtOnce(PrivateKey key) {
    CyclicBarrier together = new CyclicBarrier(CALLERS);
    return IntStream.range(0, CALLERS)
        .mapToObj(
            i ->
                threads.submit(
                    () -> {
                      together.await();
                      return scene.sign(key);
                    }))
        .toList();
  }

  private static double since(long started) {
    return Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
  }
}
