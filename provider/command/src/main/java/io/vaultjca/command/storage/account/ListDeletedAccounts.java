package io.vaultjca.command.storage.account;

import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "list",
    description = {"Lists the deleted storage accounts.", StorageRequests.LEGACY},
    footer = "  java -jar vaultjca.jar storage account deleted list")
final class ListDeletedAccounts extends Verb {
  @Override
  protected void run(Session session) throws IOException, CommandException {
    session.list(
        new StorageRequests(session)
            .list("Listing the deleted storage accounts", "deletedstorage", AccountFields::of),
        "name",
        "deleted",
        "scheduledPurge");
  }
}
