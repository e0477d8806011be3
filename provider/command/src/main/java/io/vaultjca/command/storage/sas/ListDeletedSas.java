package io.vaultjca.command.storage.sas;

import io.vaultjca.command.storage.request.StorageName;
import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "list",
    description = {
      "Lists the deleted SAS definitions of a storage account.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage sas deleted list logs")
final class ListDeletedSas extends Verb {
  @Parameters(paramLabel = "ACCOUNT", description = "The storage account's name in the vault.")
  private StorageName account;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    session.list(
        new StorageRequests(session)
            .list(
                "Listing the deleted SAS definitions of " + account,
                "deletedstorage/" + account + "/sas",
                SasFields::of),
        "name",
        "deleted",
        "scheduledPurge");
  }
}
