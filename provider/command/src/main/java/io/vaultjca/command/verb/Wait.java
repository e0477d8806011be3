package io.vaultjca.command.verb;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A wait for work that the service finishes after its answer. The terminal shows its progress.
 *
 * @param what the work, such as "Creating the certificate web"
 * @param longest the longest time to wait
 * @param advice a sentence that says what to do after that time
 */
public record Wait(Session session, String what, Duration longest, String advice) {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** Waits for as long as an operation may take. */
  public static Wait of(Session session, String what) throws IOException {
    Duration longest = session.vault().config().operationTimeout();
    return new Wait(session, what, longest, "Look again later.");
  }

  /** One look at the progress. */
  @FunctionalInterface
  public interface Look<T> {
    /** Returns the result, or null while the work goes on. */
    @Nullable T look() throws IOException, CommandException;
  }

  /** Looks until there is a result, and returns it. */
  public <T> T until(Look<T> look) throws IOException, CommandException {
    Terminal terminal = session.terminal();
    long begin = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    try {
      @Nullable T seen = look.look();
      while (seen == null) {
        Duration passed = Duration.ofNanos(System.nanoTime() - begin);
        if (passed.compareTo(longest) >= 0) {
          throw new CommandException(
              "%s is not done after %s s, and goes on in the vault. %s"
                  .formatted(what, passed.toSeconds(), advice));
        }
        terminal.progress("%s: %s s".formatted(what, passed.toSeconds()));
        TimeUnit.NANOSECONDS.sleep(shorter(pause, longest.minus(passed)).toNanos());
        pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        seen = look.look();
      }
      return seen;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("%s was interrupted. %s".formatted(what, advice), e);
    } finally {
      terminal.progressEnds();
    }
  }

  /**
   * Waits until the result of a deletion or a recovery appears. Returns nothing if the caller must
   * not read it, or it is disabled: then its existence cannot be checked, and the wait ends.
   */
  public <T> Optional<T> untilThere(Look<T> reading) throws IOException, CommandException {
    return until(
        () -> {
          try {
            T seen = reading.look();
            return seen == null ? null : Optional.of(seen);
          } catch (VaultException e) {
            return isMissing(e) ? null : hidden(e);
          }
        });
  }

  /**
   * Waits until something is gone; like {@link #untilThere} it ends where the caller must not look.
   */
  public void untilGone(Look<?> reading) throws IOException, CommandException {
    until(
        () -> {
          try {
            return reading.look() == null ? Optional.empty() : null;
          } catch (VaultException e) {
            return isMissing(e) ? Optional.empty() : hidden(e);
          }
        });
  }

  /**
   * Whether the vault itself reports a missing object: a 404 without a code may come from a proxy.
   */
  private static boolean isMissing(VaultException e) {
    return e.reason() == Reason.NOT_FOUND && e.code().isPresent();
  }

  private static <T> Optional<T> hidden(VaultException e) throws VaultException {
    if (e.reason() == Reason.FORBIDDEN || e.reason() == Reason.DISABLED) {
      return Optional.empty();
    }
    throw e;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
