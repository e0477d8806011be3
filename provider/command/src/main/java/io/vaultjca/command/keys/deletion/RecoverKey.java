package io.vaultjca.command.keys.deletion;

import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.vaultjca.command.keys.view.KeyFields;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The verb {@code keys recover}. */
@Command(
    name = "recover",
    description = "Takes the deletion of a key back, and waits until that is done.",
    footer = "  java -jar vaultjca.jar keys recover old")
public final class RecoverKey extends Verb {
  @Parameters(
      paramLabel = "NAME",
      description = "The name of the key.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    session
        .keys()
        .run(
            session.once("Recovering the key " + name, "the keys of the vault"),
            client -> client.beginRecoverDeletedKey(name));
    KeyVaultKey recovered =
        new Waiting(session, "Recovering the key " + name)
            .untilFound(client -> client.getKey(name));
    session.output().done("Recovered the key %s.".formatted(name), KeyFields.of(recovered));
  }
}
