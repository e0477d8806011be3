package io.vaultjca.management;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.management.ResourceManager.Progress;
import io.vaultjca.text.OneLine;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The pauses of one asynchronous operation: reports each one, and limits them in total. */
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

  /** Returns the name of the operation, for messages. */
  String what() {
    return what;
  }

  /** Pauses, unless the operation would take too long. */
  void pause(String state, Duration pause) throws VaultException {
    String shown = OneLine.of(state, LONGEST_STATE);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
    if (elapsed.plus(pause).compareTo(longest) > 0) {
      throw new VaultException(
          Reason.UNREACHABLE,
          """
          %s is not finished after %d s, and Azure Resource Manager continues with it (%s): look at \
          it later."""
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
          "%s continues, but the thread that waited for it was interrupted.".formatted(what),
          e);
    }
  }
}
