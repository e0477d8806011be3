package io.vaultjca.command.keys.deletion;

import com.azure.security.keyvault.keys.KeyClient;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.Confirmation;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.SdkCalls;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.command.verb.Wait;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The verb {@code keys purge}. */
@Command(
    name = "purge",
    description = "Purges a deleted key for ever, and waits until it is gone.",
    footer = "  java -jar vaultjca.jar keys purge old --yes")
public final class PurgeKey extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the deleted key.")
  private Name name;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(
        session,
        "Purge the deleted key %s in %s for ever? What it has encrypted is lost."
            .formatted(name, session.uri()));
    String what = "Purging the key " + name;
    SdkCalls<KeyClient> keys = session.keys();
    keys.once(
        what,
        "the deleted keys",
        client -> {
          client.purgeDeletedKey(name.text());
          return name;
        });
    Wait.of(session, what)
        .untilGone(() -> keys.run(what, client -> client.getDeletedKey(name.text())));
    session.done("Purged the key %s.".formatted(name), name.fields());
  }
}
