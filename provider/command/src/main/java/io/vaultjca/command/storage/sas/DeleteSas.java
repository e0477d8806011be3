package io.vaultjca.command.storage.sas;

import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Confirmation;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "delete",
    description = {
      "Deletes a SAS definition, and the secret that issues its tokens. It can be recovered.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage sas delete logs reader")
final class DeleteSas extends Verb {
  @Mixin private SasArgument definition;
  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(session, "Delete %s?".formatted(definition));
    String what = "Deleting " + definition;
    StorageRequests requests = new StorageRequests(session);
    Fields deleted =
        SasFields.of(
            requests.once(what, "the deleted SAS definitions", "DELETE", definition.path(), null));
    requests.awaitThere(what, definition.deletedPath());
    session.done("Deleted %s.".formatted(definition), deleted);
  }
}
