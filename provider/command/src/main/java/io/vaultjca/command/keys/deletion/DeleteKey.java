package io.vaultjca.command.keys.deletion;

import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.DeletedKey;
import io.vaultjca.command.keys.view.KeyFields;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.Confirmation;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.SdkCalls;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.command.verb.Wait;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The verb {@code keys delete}. */
@Command(
    name = "delete",
    description =
        "Deletes a key with all versions, and waits for the deletion. It can be recovered until it is purged.",
    footer = "  java -jar vaultjca.jar keys delete old --yes")
public final class DeleteKey extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the key.")
  private Name name;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(
        session, "Delete the key %s with all versions in %s?".formatted(name, session.uri()));
    String what = "Deleting the key " + name;
    SdkCalls<KeyClient> keys = session.keys();
    keys.once(what, "the deleted keys", client -> client.beginDeleteKey(name.text()));
    Optional<DeletedKey> deleted =
        Wait.of(session, what)
            .untilThere(() -> keys.run(what, client -> client.getDeletedKey(name.text())));
    session.done(
        "Deleted the key %s.".formatted(name),
        deleted.map(KeyFields::deleted).orElseGet(() -> name.fields()));
  }
}
