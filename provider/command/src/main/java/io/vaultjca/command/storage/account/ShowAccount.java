package io.vaultjca.command.storage.account;

import io.vaultjca.command.storage.request.StorageName;
import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = {"Shows a storage account, without its keys.", StorageRequests.LEGACY},
    footer = "  java -jar vaultjca.jar storage account show logs")
final class ShowAccount extends Verb {
  @Parameters(paramLabel = "NAME", description = "The account's name in the vault.")
  private StorageName name;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    session.show(
        AccountFields.of(
            new StorageRequests(session)
                .get("Showing the storage account " + name, "storage/" + name)));
  }
}
