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
    description = {"Shows a deleted storage account.", StorageRequests.LEGACY},
    footer = "  java -jar vaultjca.jar storage account deleted show logs")
final class ShowDeletedAccount extends Verb {
  @Parameters(paramLabel = "NAME", description = "The account's name in the vault.")
  private StorageName name;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    session.show(
        AccountFields.of(
            new StorageRequests(session)
                .get("Showing the deleted storage account " + name, "deletedstorage/" + name)));
  }
}
