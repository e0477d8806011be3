package io.vaultjca.command.verb;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A wait for what the service does after its answer, which the terminal shows.
 *
 * @param what what is done, such as "Creating the certificate web"
 * @param longest how long to wait
 * @param advice what to do when that is over: a sentence
 */
public record Wait(Session session, String what, Duration longest, String advice) {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** For as long as an operation may take. */
  public static Wait of(Session session, String what) throws IOException {
    Duration longest = session.vault().config().operationTimeout();
    return new Wait(session, what, longest, "Look again later.");
  }

  /** A look at how far the service is. */
  @FunctionalInterface
  public interface Look<T> {
    /** What was waited for, or null if there is nothing yet. */
    T look() throws IOException, CommandException;
  }

  /** Looks until there is something to see. */
  public <T> T until(Look<T> look) throws IOException, CommandException {
    Terminal terminal = session.terminal();
    long begin = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    try {
      T seen = look.look();
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
   * Waits until something is there that a deletion or a recovery makes appear, and returns it. Who
   * may not read it, or not while it is disabled, gets nothing: it is done as far as can be seen.
   */
  public <T> Optional<T> untilThere(Look<T> reading) throws IOException, CommandException {
    return until(
        () -> {
          try {
            return Optional.of(reading.look());
          } catch (VaultException e) {
            return isMissing(e) ? null : hidden(e);
          }
        });
  }

  /** Waits until something is not there any more, in the same way. */
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

  /** Whether the vault, and not something on the way, says that it is not there. */
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
