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
      "Shows a SAS definition. Its secret, ACCOUNT-NAME, issues the tokens.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage sas show logs reader")
final class ShowSas extends Verb {
  @Mixin private SasArgument definition;

  @Option(names = "--show", description = "Also shows the signature of the template.")
  private boolean show;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    session.show(
        SasFields.of(
            new StorageRequests(session).get("Showing " + definition, definition.path()), show));
  }
}
