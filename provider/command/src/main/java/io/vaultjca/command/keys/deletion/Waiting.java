package io.vaultjca.command.keys.deletion;

import com.azure.security.keyvault.keys.KeyClient;
import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.SdkCalls.Call;
import io.vaultjca.command.verb.Session;
import io.vaultjca.exchange.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Waits until a deletion, a recovery or a purge shows. The SDK's own pollers take an object that is
 * not there yet for an error, as our exchange does.
 */
final class Waiting {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private Waiting() {}

  /** Until the call finds something, which is returned. */
  static <T> T untilFound(Session session, Operation operation, Call<KeyClient, T> call)
      throws IOException, CommandException {
    Optional<T> found = find(session, operation, call);
    while (found.isEmpty()) {
      rest(session, operation);
      found = find(session, operation, call);
    }
    session.terminal().progressEnds();
    return found.get();
  }

  /** Until the call finds nothing any more. */
  static void untilGone(Session session, Operation operation, Call<KeyClient, ?> call)
      throws IOException, CommandException {
    while (find(session, operation, call).isPresent()) {
      rest(session, operation);
    }
    session.terminal().progressEnds();
  }

  private static <T> Optional<T> find(Session session, Operation operation, Call<KeyClient, T> call)
      throws IOException {
    try {
      return Optional.of(session.keys().run(operation, call));
    } catch (VaultException e) {
      if (e.reason() == Reason.NOT_FOUND && e.code().isPresent()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void rest(Session session, Operation operation) throws CommandException {
    if (operation.deadline().remaining().compareTo(INTERVAL) < 0) {
      session.terminal().progressEnds();
      throw new CommandException(
          "%s is not done after %s s, and the service goes on with it: look again later."
              .formatted(operation.description(), operation.deadline().timeout().toSeconds()));
    }
    session.terminal().progress(operation.description() + " …");
    try {
      TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(operation.description() + " was interrupted.", e);
    }
  }
}
