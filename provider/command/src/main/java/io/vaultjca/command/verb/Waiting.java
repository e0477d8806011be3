package io.vaultjca.command.verb;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** Waits for what the service does after its answer, and shows that on the terminal. */
public final class Waiting {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "5m",
      converter = TimeSpan.class,
      description = "How long to wait for the service: 30s, 5m, 1h. Default: ${DEFAULT-VALUE}.")
  private Duration timeout;

  /** A look at how far the service is. */
  @FunctionalInterface
  public interface Look<T> {
    /** What was waited for, or nothing yet. */
    Optional<T> look() throws IOException, CommandException;
  }

  /**
   * Looks until there is something to see.
   *
   * @param what what is done, such as "Creating the certificate web"
   * @param advice what to do when the time is over: a sentence
   */
  public <T> T until(Session session, String what, String advice, Look<T> look)
      throws IOException, CommandException {
    Terminal terminal = session.terminal();
    long begin = System.nanoTime();
    Duration pause = FIRST;
    try {
      Optional<T> seen = look.look();
      while (seen.isEmpty()) {
        Duration passed = Duration.ofNanos(System.nanoTime() - begin);
        if (passed.plus(pause).compareTo(timeout) > 0) {
          throw new CommandException(
              "%s is not done after %s s, and goes on in the vault. %s"
                  .formatted(what, passed.toSeconds(), advice));
        }
        terminal.progress("%s: %s s".formatted(what, passed.toSeconds()));
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        seen = look.look();
      }
      return seen.get();
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
  public <T> Optional<T> untilThere(Session session, String what, Look<T> reading)
      throws IOException, CommandException {
    return until(
        session,
        what,
        "Look again later, or add --timeout with a longer time.",
        () -> {
          try {
            return Optional.of(reading.look());
          } catch (VaultException e) {
            if (e.reason() == Reason.FORBIDDEN || e.reason() == Reason.DISABLED) {
              return Optional.of(Optional.empty());
            }
            if (e.reason() == Reason.NOT_FOUND) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }
}
