package io.vaultjca.command.secrets;

import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.DeletedSecret;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.Confirmation;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.SdkCalls;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.command.verb.Waiting;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "delete",
    description = "Deletes a secret with all versions. It can be recovered until it is purged.",
    footer = "  java -jar vaultjca.jar secrets delete db-password")
final class DeleteSecret extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the secret.")
  private Name name;

  @Mixin private Confirmation confirmation;
  @Mixin private Waiting waiting;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(session, "Delete the secret %s in %s?".formatted(name, session.uri()));
    String what = "Deleting the secret " + name;
    SdkCalls<SecretClient> secrets = session.secrets();
    secrets.once(what, "the deleted secrets", client -> client.beginDeleteSecret(name.text()));
    Optional<DeletedSecret> deleted =
        waiting
            .of(session, what)
            .untilThere(() -> secrets.run(what, client -> client.getDeletedSecret(name.text())));
    session.done(
        "Deleted the secret %s: secrets recover restores it.".formatted(name),
        deleted.map(SecretFields::ofDeleted).orElseGet(() -> name.fields()));
  }
}
