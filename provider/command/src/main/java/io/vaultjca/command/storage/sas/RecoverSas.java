package io.vaultjca.command.storage.sas;

import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "recover",
    description = {"Recovers a deleted SAS definition.", StorageRequests.LEGACY},
    footer = "  java -jar vaultjca.jar storage sas recover logs reader")
final class RecoverSas extends Verb {
  @Mixin private SasArgument definition;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    String what = "Recovering " + definition;
    StorageRequests requests = new StorageRequests(session);
    Fields recovered =
        SasFields.of(
            requests.once(
                what, "the SAS definitions", "POST", definition.deletedPath() + "/recover", null));
    requests.awaitThere(what, definition.path());
    session.done("Recovered %s.".formatted(definition), recovered);
  }
}
