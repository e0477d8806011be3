package io.vaultjca.command.storage.account;

import io.vaultjca.command.storage.request.StorageName;
import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "recover",
    description = {
      "Recovers a deleted storage account and its SAS definitions.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage account recover logs")
final class RecoverAccount extends Verb {
  @Parameters(paramLabel = "NAME", description = "The account's name in the vault.")
  private StorageName name;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    String what = "Recovering the storage account " + name;
    StorageRequests requests = new StorageRequests(session);
    Fields recovered =
        AccountFields.of(
            requests.once(
                what, "the storage accounts", "POST", "deletedstorage/" + name + "/recover", null));
    requests.awaitThere(what, "storage/" + name);
    session.done("Recovered the storage account %s.".formatted(name), recovered);
  }
}
