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
    name = "delete",
    description =
        "Deletes the request by which a certificate is being made, with its new key. The versions"
            + " that there are stay.",
    footer = "  java -jar vaultjca.jar certificates pending delete web")
final class DeletePending extends Verb {
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
        "Delete the pending request of the certificate %s in %s?"
            .formatted(name, session.vault().config().uri()));
    pending.delete();
    session
        .output()
        .done(
            "Deleted the pending request of the certificate %s.".formatted(name), pending.fields());
  }
}
