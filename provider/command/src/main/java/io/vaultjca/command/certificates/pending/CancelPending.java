package io.vaultjca.command.certificates.pending;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.Confirmation;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "cancel",
    description = "Asks the service to stop creating the certificate.",
    footer = "  java -jar vaultjca.jar certificates pending cancel web")
final class CancelPending extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the certificate.")
  private Name name;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(
        session,
        "Cancel the pending request of the certificate %s in %s?".formatted(name, session.uri()));
    PendingRequest pending = PendingRequest.cancel(session, name);
    session.done(
        "Asked to cancel the pending request of the certificate %s.".formatted(name),
        pending.fields());
  }
}
