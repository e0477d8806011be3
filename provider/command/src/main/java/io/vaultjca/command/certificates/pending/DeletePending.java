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
    name = "delete",
    description =
        "Deletes the pending request of a certificate, with its new key. Existing versions stay.",
    footer = "  java -jar vaultjca.jar certificates pending delete web")
final class DeletePending extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the certificate.")
  private Name name;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(
        session,
        "Delete the pending request of the certificate %s in %s?".formatted(name, session.uri()));
    PendingRequest pending = PendingRequest.delete(session, name);
    session.done(
        "Deleted the pending request of the certificate %s.".formatted(name), pending.fields());
  }
}
