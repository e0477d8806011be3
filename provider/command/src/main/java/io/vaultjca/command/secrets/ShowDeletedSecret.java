package io.vaultjca.command.secrets;

import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows a deleted secret, with the date of its purge.",
    footer = "  java -jar vaultjca.jar secrets deleted show db-password")
final class ShowDeletedSecret extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the deleted secret.")
  private Name name;

  @Override
  protected void run(Session session) throws IOException {
    session.show(
        SecretFields.ofDeleted(
            session
                .secrets()
                .run(
                    "Showing the deleted secret " + name,
                    client -> client.getDeletedSecret(name.text()))));
  }
}
