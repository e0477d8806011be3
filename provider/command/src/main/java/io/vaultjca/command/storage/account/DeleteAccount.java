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
      "Ends the management of a storage account, and its SAS definitions. The account itself stays;"
          + " what was deleted can be recovered until it is purged.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage account delete logs")
final class DeleteAccount extends Verb {
  @Parameters(
      paramLabel = "NAME",
      converter = StorageName.class,
      description = "The name by which the vault knows the account.")
  private String name;

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
    session.output().done("Deleted the storage account %s.".formatted(name), deleted);
  }
}
