package io.vaultjca.command.certificates.pending;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.Confirmation;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "cancel",
    description = "Asks the service to make the certificate no more.",
    footer = "  java -jar vaultjca.jar certificates pending cancel web")
final class CancelPending extends Verb {
  @Parameters(
      paramLabel = "NAME",
      description = "The name of the certificate.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    PendingRequest pending = new PendingRequest(session, name);
    confirmation.require(
        session,
        "Cancel the pending request of the certificate %s in %s?"
            .formatted(name, session.vault().config().uri()));
    pending.cancel();
    session
        .output()
        .done(
            "Asked to cancel the pending request of the certificate %s.".formatted(name),
            pending.fields());
  }
}
