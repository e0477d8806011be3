package io.vaultjca.command.keys.rotation;

import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows the rotation policy of a key.",
    footer = "  java -jar vaultjca.jar keys rotation-policy show release")
final class ShowRotationPolicy extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the key.")
  private Name name;

  @Override
  protected void run(Session session) throws IOException {
    session.show(
        PolicyFields.of(
            name,
            session
                .keys()
                .run(
                    "Showing the rotation policy of the key " + name,
                    client -> client.getKeyRotationPolicy(name.text()))));
  }
}
