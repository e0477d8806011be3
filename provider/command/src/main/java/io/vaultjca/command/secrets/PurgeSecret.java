package io.vaultjca.command.secrets;

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
    description = "Purges a deleted secret for ever.",
    footer = "  java -jar vaultjca.jar secrets purge db-password")
final class PurgeSecret extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the deleted secret.")
  private Name name;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(
        session, "Purge the deleted secret %s in %s for ever?".formatted(name, session.uri()));
    session
        .secrets()
        .once(
            "Purging the deleted secret " + name,
            "the deleted secrets",
            client -> {
              client.purgeDeletedSecret(name.text());
              return name;
            });
    session.done("Purged the secret %s.".formatted(name), name.fields());
  }
}
