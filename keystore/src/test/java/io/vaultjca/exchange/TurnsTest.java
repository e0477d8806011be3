package io.vaultjca.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.balance.Pace;
import io.vaultjca.transport.Deadline;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnsTest {
  @Test
  void anExpiredCallerTakesNoTurn() {
    AtomicInteger asked = new AtomicInteger();
    Turns.Door door = door(() -> asked.getAndIncrement() == 0 ? 1 : Pace.GO);
    assertThatThrownBy(() -> new Turns().await(door, Deadline.after(Duration.ZERO), false))
        .isInstanceOf(Turns.ClosedException.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void anInterruptedCallerTakesNoTurn() {
    AtomicInteger asked = new AtomicInteger();
    Turns.Door door =
        door(
            () -> {
              asked.incrementAndGet();
              return Pace.GO;
            });
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> new Turns().await(door, Deadline.after(Duration.ofHours(1)), false))
        .isInstanceOf(InterruptedException.class);
    assertThat(asked).hasValue(0);
  }

  private interface Take {
    long turn();
  }

  private static Turns.Door door(Take take) {
    return new Turns.Door() {
      @Override
      public long take(long now) {
        return take.turn();
      }

      @Override
      public long shutFor(long now) {
        return 0;
      }
    };
  }
}
