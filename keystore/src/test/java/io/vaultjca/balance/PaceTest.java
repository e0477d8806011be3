package io.vaultjca.balance;

import static io.vaultjca.balance.VirtualVaults.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers at the limit of one or more vaults, in simulated time. */
class PaceTest {
  /** A retry-after of 0 s means the end of the window. */
  @ParameterizedTest(name = "{0} vaults, {1} requests in {2} s, retry-after {3} s")
  @CsvSource({
    "1, 50, 1, 0",
    "1, 50, 1, 1",
    "1, 500, 10, 0",
    "1, 500, 10, 1",
    "1, 500, 10, 5",
    "1, 4000, 10, 0",
    "2, 50, 1, 0",
    "2, 500, 10, 0",
    "4, 50, 1, 1",
    "1, 10, 1, 0",
    "1, 400, 1, 1"
  })
  void thirtyTwoCallersSettleJustUnderTheLimit(int vaults, int limit, int seconds, int retryAfter) {
    VirtualVaults run =
        new VirtualVaults(vaults, 32, limit, seconds * SECOND, retryAfter * SECOND).run(400);
    double most = (double) vaults * limit / seconds;
    assertThat(run.rate(0, 120)).isGreaterThan(0.92 * most);
    assertThat(run.rate(120, 400)).isGreaterThan(0.95 * most);
    assertThat(run.unfairness()).isLessThan(1.1);
    // The first burst, and later an occasional one.
    assertThat(run.refusals()).isLessThan(32 * vaults + 130);
  }

  @Test
  void recoversCompletelyFromASingleThrottledRequest() {
    Pace pace = new Pace();
    assertThat(pace.isFree()).isTrue();
    pace.throttled(0, 0, SECOND, false);
    assertThat(pace.isFree()).isFalse();
    assertThat(pace.take(SECOND / 4)).isEqualTo(3 * SECOND / 4);
    assertThat(pace.take(SECOND)).isEqualTo(Pace.FIRST);
    assertThat(pace.take(SECOND)).isEqualTo(Pace.UNTIL_ANSWERED);
    pace.answered(SECOND + 5, true);
    for (int i = 6; i < 100; i++) {
      assertThat(pace.take(SECOND + i)).isEqualTo(Pace.GO);
    }
    assertThat(pace.perSecond()).isInfinite();
    assertThat(pace.take(40 * SECOND)).isEqualTo(Pace.GO);
    assertThat(pace.isFree()).isTrue();
  }

  @Test
  void anUnusedPaceExpires() {
    Pace pace = new Pace();
    pace.throttled(0, 0, SECOND, false);
    assertThat(pace.take(SECOND)).isEqualTo(Pace.FIRST);
    pace.answered(SECOND, true);
    for (int i = 0; i < 50; i++) {
      assertThat(pace.take(SECOND + i)).isEqualTo(Pace.GO);
      pace.answered(SECOND + i, false);
    }
    pace.throttled(2 * SECOND, 2 * SECOND - 1, SECOND, false);
    assertThat(pace.take(3 * SECOND)).isEqualTo(Pace.FIRST);
    pace.answered(3 * SECOND, true);
    assertThat(pace.perSecond()).isBetween(20.0, 51.0);
    long now = 4 * SECOND;
    for (; now < 60 * SECOND; now += SECOND) {
      assertThat(pace.take(now)).isEqualTo(Pace.GO);
      assertThat(pace.isFree()).isFalse();
    }
    assertThat(pace.take(now + 5 * SECOND)).isEqualTo(Pace.GO);
    assertThat(pace.isFree()).isTrue();
  }

  @Test
  void limitsAPauseToOneHour() {
    Pace pace = new Pace();
    pace.throttled(0, 0, Long.MAX_VALUE, false);
    assertThat(pace.take(0)).isEqualTo(3600 * SECOND);
  }
}
