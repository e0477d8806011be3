package io.vaultjca.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.config.ConfigSource;
import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.transport.Deadline;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The choice among two vaults. The tests send nothing, but simulate the answers. */
class ExchangesTest {
  private static final Exchanges.Candidates BOTH =
      new Exchanges.Candidates() {
        @Override
        public int known() {
          return 0b11;
        }

        @Override
        public int unknown() {
          return 0;
        }

        @Override
        public int sought(int tried, Deadline deadline) {
          return known();
        }

        @Override
        public boolean leavesOut(int vault, VaultException refusal) {
          return false;
        }
      };

  private final List<Integer> asked = new ArrayList<>();
  private Exchanges exchanges;

  @BeforeEach
  void begin() throws VaultException {
    ConnectionConfig config =
        VaultConfig.of(
                List.of(ConfigSource.code(Map.of(Setting.URI, "https://west.vault.azure.net"))),
                Optional.empty(),
                Optional.empty())
            .connection();
    Exchange west = new Exchange(config);
    URI north = URI.create("https://north.vault.azure.net");
    exchanges = new Exchanges(List.of(west, new Exchange(config.of(north), west)));
  }

  @Test
  void triesNoOtherVaultAfterTheDeadline() {
    Operation operation = Operation.of(Duration.ofMillis(50), "Signing");
    assertThatThrownBy(
            () ->
                exchanges.send(
                    operation,
                    BOTH,
                    (vault, turn) -> {
                      asked.add(vault);
                      until(operation, Duration.ZERO);
                      throw unreachable();
                    }))
        .isInstanceOf(VaultException.class);
    assertThat(asked).containsExactly(0);
  }

  @Test
  void aVaultWithoutTimeToAnswerIsNotUnreachable() throws Exception {
    for (int i = 0; !secondVaultIsCutOff(); i++) {
      assertThat(i).as("tries of a machine that stands still").isLessThan(5);
      begin();
    }
    asked.clear();
    // The first vault failed and pauses; the second one is still healthy.
    assertThat(exchanges.<Integer>read(this::reads, vault -> -1)).isNotEqualTo(-1);
    assertThat(asked).hasSize(1);
  }

  /** Leaves the second vault a quarter of a second; returns whether that is what it had. */
  private boolean secondVaultIsCutOff() {
    Duration time = Duration.ofSeconds(2);
    Operation operation = Operation.of(time, "Signing");
    asked.clear();
    long[] began = new long[2];
    Throwable failure =
        catchThrowable(
            () ->
                exchanges.send(
                    operation,
                    BOTH,
                    (vault, turn) -> {
                      asked.add(vault);
                      began[vault] = System.nanoTime();
                      until(operation, vault == 0 ? time.dividedBy(8) : Duration.ZERO);
                      throw unreachable();
                    }));
    boolean inTime = System.nanoTime() - began[1] < time.toNanos() / 3;
    if (!inTime || asked.size() < 2) {
      return false;
    }
    assertThat(failure).hasMessageContaining("No other vault succeeded.");
    assertThat(operation.tries()).isEqualTo(2);
    return true;
  }

  @Test
  void probesAVaultAgainAfterAProbeThatBroke() throws Exception {
    assertThatThrownBy(() -> exchanges.read(vault -> fails(), vault -> fails()))
        .isInstanceOf(VaultException.class);
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!breaks()) {
      assertThat(System.nanoTime() - end).isNegative();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    assertThat(exchanges.<Integer>read(this::reads, vault -> -1)).isZero();
  }

  /** Probes the first vault, if it is time, and breaks; returns whether it did. */
  private boolean breaks() throws VaultException {
    try {
      int unused =
          exchanges.<Integer>read(
              vault -> {
                if (vault == 0) {
                  throw new IllegalStateException("broken");
                }
                throw unreachable();
              },
              vault -> -1);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private Integer reads(int vault) {
    asked.add(vault);
    return vault;
  }

  private static Integer fails() throws VaultException {
    throw unreachable();
  }

  private static VaultException unreachable() {
    return VaultException.timedOut("No answer.");
  }

  private static void until(Operation operation, Duration left) {
    while (operation.deadline().remaining().compareTo(left) > 0) {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }
}
