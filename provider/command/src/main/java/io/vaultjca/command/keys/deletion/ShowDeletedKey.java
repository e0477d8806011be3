package io.vaultjca.command.keys.deletion;

import io.vaultjca.command.keys.view.KeyFields;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows a deleted key.",
    footer = "  java -jar vaultjca.jar keys deleted show old")
final class ShowDeletedKey extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the key.")
  private Name name;

  @Override
  protected void run(Session session) throws IOException {
    session.show(
        KeyFields.deleted(
            session
                .keys()
                .run(
                    "Showing the deleted key " + name,
                    client -> client.getDeletedKey(name.text()))));
  }
}
