package io.vaultjca.conformance.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.Setting;
import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.key.VaultPrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Thirty-two callers at the limits of one, two and four vaults. */
class RatesTest {
  private static final int CALLERS = 32;
  private static final int LIMIT = 50;
  private static final int SETTLING = Integer.getInteger("rates.settling", 5);
  private static final int MOST_REPETITIONS = 4;
  private static final int SECONDS = Integer.getInteger("rates.seconds", 10);

  /** The callers' results during the measured time. */
  private record Result(double rate, List<Integer> operations, double longest, long refused) {}

  /** The bounds are lower than the rates in docs/scale.md, which are those of an idle machine. */
  @Full
  @Test
  void vaultsAreUsedToTheirLimits() throws Exception {
    Result one = run(1, 0.75 * LIMIT);
    assertFair(one);
    assertFair(run(2, 1.6 * one.rate()));
    assertFair(run(4, 2.8 * one.rate()));
  }

  /** Measures the rate again if it is too low: the machine may have stood still for a second. */
  private static Result run(int vaults, double least) throws Exception {
    Result result = run(vaults, SETTLING, SECONDS);
    for (int again = 0; again < MOST_REPETITIONS && result.rate() <= least; again++) {
      result = run(vaults, SETTLING, SECONDS);
    }
    assertThat(result.rate()).isGreaterThan(least);
    return result;
  }

  private static void assertFair(Result result) {
    assertThat(Collections.max(result.operations()))
        .isLessThan(3 * Collections.min(result.operations()));
  }

  @Test
  void twoThrottlingVaultsBothSignAndNoOperationFails() throws Exception {
    Result two = run(2, 0, 4);
    // The first volley, and later an occasional one, but not all callers again and again.
    assertThat(two.refused()).isLessThan(4L * CALLERS);
  }

  private static Result run(int vaults, int settling, int seconds) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    try (ReplicatedVaults replicas =
        new ReplicatedVaults(
            VaultServer.builder().limit(LIMIT, Duration.ofSeconds(1)).startReplicas(vaults))) {
      replicas.seed("{\"keys\": [{\"name\": \"ec\", \"kty\": \"EC\"}]}");
      VaultPrivateKey key =
          replicas.key("ec", vaults == 1 ? Map.of(Setting.REPLICAS, "") : Map.of());
      long start = System.nanoTime() + TimeUnit.SECONDS.toNanos(settling);
      long end = start + TimeUnit.SECONDS.toNanos(seconds);
      long[] longest = new long[CALLERS];
      List<Future<Integer>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int caller = i;
        callers.add(
            threads.submit(
                () -> {
                  int done = 0;
                  for (long now = System.nanoTime(); now < end; ) {
                    replicas.signWell(key);
                    long after = System.nanoTime();
                    if (now > start) {
                      done++;
                      longest[caller] = Math.max(longest[caller], after - now);
                    }
                    now = after;
                  }
                  return done;
                }));
      }
      List<Integer> operations = new ArrayList<>();
      for (Future<Integer> caller : callers) {
        operations.add(caller.get(seconds + settling + 120, TimeUnit.SECONDS));
      }
      long refused =
          IntStream.range(0, vaults).mapToLong(i -> replicas.get(i).counters().throttled()).sum();
      for (int i = 0; i < vaults; i++) {
        assertThat(replicas.signatures(i)).isPositive();
      }
      double rate = operations.stream().mapToInt(Integer::intValue).sum() / (double) seconds;
      double worst = IntStream.range(0, CALLERS).mapToLong(i -> longest[i]).max().orElse(0) / 1e9;
      Result result = new Result(rate, operations, worst, refused);
      System.out.printf(
          "%s vaults of %s/s, %s callers: %.1f/s, %s to %s each, longest %.2f s, %s answers 429%n",
          vaults,
          LIMIT,
          CALLERS,
          rate,
          Collections.min(operations),
          Collections.max(operations),
          worst,
          refused);
      return result;
    } finally {
      threads.shutdownNow();
    }
  }
}
