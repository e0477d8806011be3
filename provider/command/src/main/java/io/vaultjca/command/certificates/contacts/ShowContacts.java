package io.vaultjca.command.certificates.contacts;

import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "show",
    description = "Shows the contacts.",
    footer = "  java -jar vaultjca.jar certificates contacts show")
final class ShowContacts extends Verb {
  @Override
  protected void run(Session session) throws IOException {
    ContactFields.show(
        session,
        session
            .certificates()
            .run("Showing the contacts", client -> client.listContacts().stream().toList()));
  }
}
