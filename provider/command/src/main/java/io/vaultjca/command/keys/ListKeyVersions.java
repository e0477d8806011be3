package io.vaultjca.command.keys;

import io.vaultjca.command.keys.view.KeyFields;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "versions",
    description = "Lists the versions of a key.",
    footer = "  java -jar vaultjca.jar keys versions release")
final class ListKeyVersions extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the key.")
  private Name name;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    List<Fields> versions =
        session
            .keys()
            .list(
                "the versions of the key " + name,
                client -> client.listPropertiesOfKeyVersions(name.text()),
                KeyFields::listed);
    if (versions.isEmpty()) {
      // The service returns an empty list for a key that does not exist.
      throw new CommandException(
          "The key %s in %s does not exist: it has no versions.".formatted(name, session.uri()));
    }
    session.list(versions, "version", "enabled", "created", "expires");
  }
}
