package io.vaultjca.balance;

import static io.vaultjca.balance.VirtualVaults.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.balance.Balance.Choice;
import java.util.List;
import org.junit.jupiter.api.Test;

class BalanceTest {
  private static final int BOTH = 0b11;

  private final List<Pace> paces = List.of(new Pace(), new Pace());
  private final Balance balance = new Balance(paces);

  @Test
  void choosesTheLeastLoadedAndThenTheFasterVault() {
    Choice first = balance.choose(0, BOTH);
    Choice second = balance.choose(0, BOTH);
    assertThat(List.of(first.vault(), second.vault())).containsExactly(0, 1);
    assertThat(balance.choose(0, 0b10).vault()).isEqualTo(1);
    assertThat(balance.answered(first, 50, 50)).isFalse();
    assertThat(balance.answered(second, 20, 20)).isFalse();
    // The second vault still has one in flight.
    assertThat(balance.choose(60, BOTH).vault()).isZero();
    // Both have as many: the faster one is next.
    assertThat(balance.choose(60, BOTH).vault()).isEqualTo(1);
  }

  @Test
  void probesAFailedVaultAfterLongerAndLongerPauses() {
    long pause = SECOND / 2;
    long now = 0;
    Choice choice = balance.choose(now, 0b01);
    assertThat(balance.failed(choice, now, now)).isEqualTo(pause);
    assertThat(balance.healthy(BOTH)).isEqualTo(0b10);
    for (int i = 0; i < 8; i++) {
      assertThat(balance.choose(now + pause - 1, BOTH).vault()).isEqualTo(1);
      now += pause;
      Choice probe = balance.choose(now, BOTH);
      assertThat(probe).isEqualTo(new Choice(0, false, true, 0));
      assertThat(balance.choose(now, BOTH).vault()).isEqualTo(1);
      pause = Math.min(2 * pause, 30 * SECOND);
      assertThat(balance.failed(probe, now, now)).isEqualTo(pause);
    }
    Choice probe = balance.choose(now + pause, BOTH);
    assertThat(balance.answered(probe, now + pause, 5)).isTrue();
    assertThat(balance.healthy(BOTH)).isEqualTo(BOTH);
  }

  @Test
  void simultaneousFailuresCountAsOne() {
    Choice one = balance.choose(0, 0b01);
    Choice other = balance.choose(0, 0b01);
    assertThat(balance.failed(one, 0, 10)).isEqualTo(SECOND / 2);
    assertThat(balance.failed(other, 0, 11)).isZero();
    assertThat(balance.choose(SECOND, BOTH).probe()).isTrue();
  }

  @Test
  void withoutAHealthyVaultTriesTheNextOneToBeProbed() {
    long unused = balance.failed(balance.choose(0, 0b10), 0, 0);
    unused = balance.failed(balance.choose(5, 0b01), 5, 5);
    Choice none = balance.choose(10, BOTH);
    assertThat(none.isMade()).isFalse();
    assertThat(none.pause()).isEqualTo(SECOND / 2 - 10);
    assertThat(balance.chooseFailed(10, BOTH).vault()).isEqualTo(1);
    assertThat(balance.chooseFailed(10, 0b01).vault()).isZero();
  }

  @Test
  void pausesAThrottlingVaultForTheRequestedTime() {
    Choice throttled = balance.choose(0, 0b01);
    paces.get(0).throttled(1, 0, 3 * SECOND, false);
    boolean unused = balance.reached(throttled);
    assertThat(balance.choose(2, BOTH).vault()).isEqualTo(1);
    assertThat(balance.choose(2, 0b01)).isEqualTo(new Choice(-1, false, false, 3 * SECOND - 1));
    assertThat(balance.healthy(BOTH)).isEqualTo(BOTH);
    Choice first = balance.choose(4 * SECOND, 0b01);
    assertThat(first).isEqualTo(new Choice(0, true, false, 0));
  }

  @Test
  void limitsTheWaitForASlowVaultWhileAnotherAnswers() {
    assertThat(balance.patience(0, BOTH)).isEqualTo(2 * SECOND);
    assertThat(balance.patience(0, 0b01)).isEqualTo(Long.MAX_VALUE);
    boolean recovered = balance.answered(balance.choose(0, 0b10), 0, SECOND);
    assertThat(recovered).isFalse();
    assertThat(balance.patience(0, BOTH)).isEqualTo(8 * SECOND);
    long unused = balance.failed(balance.choose(0, 0b10), 0, 0);
    assertThat(balance.patience(0, BOTH)).isEqualTo(2 * SECOND);
    boolean again = balance.answered(balance.choose(0, 0b01), 0, SECOND / 2);
    assertThat(again).isFalse();
    assertThat(balance.patience(0, BOTH)).isEqualTo(4 * SECOND);
  }

  @Test
  void anotherVaultCarriesTheLoadDuringAnOutage() {
    VirtualVaults run =
        new VirtualVaults(2, 32, 100_000, SECOND, SECOND)
            .firstIsAway(now -> now > 10 * SECOND && now < 50 * SECOND)
            .run(100);
    // The first requests lose two seconds each; later only an occasional probe does.
    assertThat(run.rate(13, 50)).isGreaterThan(0.9 * run.rate(0, 10));
    assertThat(run.rate(85, 100)).isGreaterThan(0.98 * run.rate(0, 10));
    assertThat(run.longestWait()).isLessThan(2.1);
    assertThat(run.unfairness()).isLessThan(1.2);
  }
}
