package io.vaultjca.command.storage.account;

import io.vaultjca.command.storage.request.StorageName;
import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Confirmation;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "delete",
    description = {
      "Deletes a storage account and its SAS definitions from the vault. The account itself stays. They can be recovered until they are purged.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage account delete logs")
final class DeleteAccount extends Verb {
  @Parameters(paramLabel = "NAME", description = "The account's name in the vault.")
  private StorageName name;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(
        session, "Delete the storage account %s and its SAS definitions?".formatted(name));
    String what = "Deleting the storage account " + name;
    StorageRequests requests = new StorageRequests(session);
    Fields deleted =
        AccountFields.of(
            requests.once(what, "the deleted storage accounts", "DELETE", "storage/" + name, null));
    requests.awaitThere(what, "deletedstorage/" + name);
    session.done("Deleted the storage account %s.".formatted(name), deleted);
  }
}
