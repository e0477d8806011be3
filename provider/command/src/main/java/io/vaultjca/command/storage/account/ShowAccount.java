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
    description = {"Shows a storage account. Nobody is shown its keys.", StorageRequests.LEGACY},
    footer = "  java -jar vaultjca.jar storage account show logs")
final class ShowAccount extends Verb {
  @Parameters(
      paramLabel = "NAME",
      converter = StorageName.class,
      description = "The name by which the vault knows the account.")
  private String name;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    session
        .output()
        .show(
            AccountFields.of(
                new StorageRequests(session)
                    .get("Showing the storage account " + name, "storage/" + name)));
  }
}
