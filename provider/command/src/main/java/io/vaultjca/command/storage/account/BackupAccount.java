package io.vaultjca.command.storage.account;

import io.vaultjca.command.storage.request.StorageName;
import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "backup",
    description = {
      "Writes a storage account and its SAS definitions to a file that only the service can decrypt.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage account backup logs --output logs.backup")
final class BackupAccount extends Verb {
  @Parameters(paramLabel = "NAME", description = "The account's name in the vault.")
  private StorageName name;

  @Mixin private FileOptions file;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    OutputFile target = file.requiredFile();
    String what = "Backing up the storage account " + name;
    byte[] backup =
        new StorageRequests(session)
            .send(what, "POST", "storage/" + name + "/backup", null)
            .bytes("value")
            .orElseThrow(() -> new CommandException(what + " failed: the answer has no backup."));
    target.write(backup);
    session.wrote("Backed up the storage account " + name, target, name.fields());
  }
}
