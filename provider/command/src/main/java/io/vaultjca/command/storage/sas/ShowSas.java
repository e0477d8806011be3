package io.vaultjca.command.storage.sas;

import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "show",
    description = {
      "Shows a SAS definition. The secret that it names, ACCOUNT-NAME, gives the tokens.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage sas show logs reader")
final class ShowSas extends Verb {
  @Mixin private SasArgument definition;

  @Option(names = "--show", description = "Shows the signature of the template, too.")
  private boolean show;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    session
        .output()
        .show(
            SasFields.of(
                new StorageRequests(session).get("Showing " + definition, definition.path()),
                show));
  }
}
