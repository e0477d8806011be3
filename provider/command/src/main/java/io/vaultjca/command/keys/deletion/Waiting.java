package io.vaultjca.command.keys.deletion;

import com.azure.security.keyvault.keys.KeyClient;
import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.SdkCalls.Call;
import io.vaultjca.command.verb.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Waits until a deletion, a recovery or a purge shows. The SDK's own pollers take an object that is
 * not there yet for an error, as our exchange does.
 *
 * <p>For one use, by one thread.
 */
final class Waiting {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final Session session;
  private final String what;
  private final Duration timeout;
  private final long start = System.nanoTime();

  /** For as long as an operation may take; what it is for, such as "Deleting the key old". */
  Waiting(Session session, String what) throws IOException {
    this.session = session;
    this.what = what;
    this.timeout = session.vault().config().operationTimeout();
  }

  /** Until the call finds something, which is returned. */
  <T> T untilFound(Call<KeyClient, T> call) throws IOException, CommandException {
    Optional<T> found = find(call);
    while (found.isEmpty()) {
      rest();
      found = find(call);
    }
    session.terminal().progressEnds();
    return found.get();
  }

  /** Until the call finds nothing any more. */
  void untilGone(Call<KeyClient, ?> call) throws IOException, CommandException {
    while (find(call).isPresent()) {
      rest();
    }
    session.terminal().progressEnds();
  }

  private <T> Optional<T> find(Call<KeyClient, T> call) throws IOException {
    try {
      return Optional.of(session.keys().run(session.operation(what), call));
    } catch (VaultException e) {
      if (e.reason() == Reason.NOT_FOUND && e.code().isPresent()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void rest() throws CommandException {
    if (System.nanoTime() - start > timeout.minus(INTERVAL).toNanos()) {
      session.terminal().progressEnds();
      throw new CommandException(
          "%s is not done after %s s, and the service goes on with it: look again later."
              .formatted(what, timeout.toSeconds()));
    }
    session.terminal().progress(what + " …");
    try {
      TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(what + " was interrupted.", e);
    }
  }
}
