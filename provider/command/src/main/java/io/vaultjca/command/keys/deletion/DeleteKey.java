package io.vaultjca.command.keys.deletion;

import com.azure.security.keyvault.keys.models.DeletedKey;
import io.vaultjca.command.keys.view.KeyFields;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.Confirmation;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The verb {@code keys delete}. */
@Command(
    name = "delete",
    description =
        "Deletes a key with all of its versions, and waits until that is done. It can be recovered"
            + " until it is purged.",
    footer = "  java -jar vaultjca.jar keys delete old --yes")
public final class DeleteKey extends Verb {
  @Parameters(
      paramLabel = "NAME",
      description = "The name of the key.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(
        session,
        "Delete the key %s with all of its versions in %s?"
            .formatted(name, session.vault().config().uri()));
    session
        .keys()
        .run(
            session.once("Deleting the key " + name, "the deleted keys"),
            client -> client.beginDeleteKey(name));
    DeletedKey deleted =
        new Waiting(session, "Deleting the key " + name)
            .untilFound(client -> client.getDeletedKey(name));
    session.output().done("Deleted the key %s.".formatted(name), KeyFields.deleted(deleted));
  }
}
