package io.vaultjca.command.certificates.issuers;

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
    description = "Deletes an issuer for ever. Its certificates stay.",
    footer = "  java -jar vaultjca.jar certificates issuers delete digicert")
final class DeleteIssuer extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the issuer.")
  private Name name;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(
        session, "Delete the issuer %s in %s for ever?".formatted(name, session.uri()));
    session.done(
        "Deleted the issuer %s.".formatted(name),
        IssuerFields.of(
            session
                .certificates()
                .once(
                    "Deleting the issuer " + name,
                    "the issuers",
                    client -> client.deleteIssuer(name.text()))));
  }
}
