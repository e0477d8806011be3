package io.vaultjca.command.storage.account;

import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "list",
    description = {"Lists the storage accounts.", StorageRequests.LEGACY},
    footer = "  java -jar vaultjca.jar storage account list")
final class ListAccounts extends Verb {
  @Override
  protected void run(Session session) throws IOException, CommandException {
    session.list(
        new StorageRequests(session)
            .list("Listing the storage accounts", "storage", AccountFields::of),
        "name",
        "enabled",
        "resourceId");
  }
}
