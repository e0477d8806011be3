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
    name = "regenerate-key",
    description = {
      "Regenerates a key of the account, which becomes the active key. The old key and its signatures no longer work.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage account regenerate-key logs key2")
final class RegenerateKey extends Verb {
  @Parameters(paramLabel = "NAME", description = "The account's name in the vault.")
  private StorageName name;

  @Parameters(paramLabel = "KEY", description = "The key: key1 or key2.")
  private String key;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(
        session,
        "Regenerate %s of the storage account %s? The old key no longer works then."
            .formatted(key, name));
    session.show(
        AccountFields.of(
            new StorageRequests(session)
                .once(
                    "Regenerating a key of the storage account " + name,
                    "the active key of the account",
                    "POST",
                    "storage/" + name + "/regeneratekey",
                    new Fields().with("keyName", key))));
  }
}
