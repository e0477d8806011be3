package io.vaultjca.management;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.management.ResourceManager.Progress;
import io.vaultjca.text.OneLine;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The pauses of one asynchronous operation, which are told, and end at some time. */
final class LongWait {
  private static final int LONGEST_STATE = 40;

  private final String what;
  private final Progress progress;
  private final Duration longest;
  private final long begun = System.nanoTime();

  LongWait(String what, Progress progress, Duration longest) {
    this.what = what;
    this.progress = progress;
    this.longest = longest;
  }

  /** What is awaited. */
  String what() {
    return what;
  }

  /** Pauses, unless that would take longer than anybody waits. */
  void pause(String state, Duration pause) throws VaultException {
    String shown = OneLine.of(state, LONGEST_STATE);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
    if (elapsed.plus(pause).compareTo(longest) > 0) {
      throw new VaultException(
          Reason.UNREACHABLE,
          "%s is not over after %d s, and Azure Resource Manager goes on with it (%s): look at it later."
              .formatted(what, elapsed.toSeconds(), shown),
          null);
    }
    progress.isAt(shown, elapsed);
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VaultException(
          Reason.INTERRUPTED,
          "%s goes on: the thread that waited for its end was interrupted.".formatted(what),
          e);
    }
  }
}
