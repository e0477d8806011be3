package io.vaultjca.command.certificates;

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
    name = "purge",
    description = "Purges a deleted certificate with its key for ever.",
    footer = "  java -jar vaultjca.jar certificates purge web")
final class PurgeCertificate extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the deleted certificate.")
  private Name name;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(
        session, "Purge the deleted certificate %s in %s for ever?".formatted(name, session.uri()));
    session
        .certificates()
        .once(
            "Purging the deleted certificate " + name,
            "the deleted certificates",
            client -> {
              client.purgeDeletedCertificate(name.text());
              return name;
            });
    session.done("Purged the certificate %s.".formatted(name), name.fields());
  }
}
