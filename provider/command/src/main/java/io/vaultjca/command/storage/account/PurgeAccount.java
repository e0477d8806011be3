package io.vaultjca.command.storage.account;

import io.vaultjca.command.storage.request.StorageName;
import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.Confirmation;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "purge",
    description = {
      "Purges a deleted storage account and its SAS definitions for ever. The account itself stays.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage account purge logs")
final class PurgeAccount extends Verb {
  @Parameters(paramLabel = "NAME", description = "The account's name in the vault.")
  private StorageName name;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(
        session,
        "Purge the deleted storage account %s and its SAS definitions for ever?".formatted(name));
    String what = "Purging the storage account " + name;
    StorageRequests requests = new StorageRequests(session);
    requests.once(what, "the deleted storage accounts", "DELETE", "deletedstorage/" + name, null);
    requests.awaitGone(what, "deletedstorage/" + name);
    session.done("Purged the storage account %s.".formatted(name), name.fields());
  }
}
