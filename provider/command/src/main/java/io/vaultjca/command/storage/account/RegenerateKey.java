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
      "Has Azure Storage regenerate a key of the account, which becomes the active one. The old key,"
          + " and what it signed, no longer work.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage account regenerate-key logs key2")
final class RegenerateKey extends Verb {
  @Parameters(
      paramLabel = "NAME",
      converter = StorageName.class,
      description = "The name by which the vault knows the account.")
  private String name;

  @Parameters(paramLabel = "KEY", description = "The key: key1 or key2.")
  private String key;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(
        session,
        "Regenerate %s of the storage account %s? What uses the old one no longer works."
            .formatted(key, name));
    session
        .output()
        .show(
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
