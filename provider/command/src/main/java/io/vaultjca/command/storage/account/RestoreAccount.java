package io.vaultjca.command.storage.account;

import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.util.Base64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "restore",
    description = {
      "Restores a storage account and its SAS definitions from a backup file.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage account restore logs.backup")
final class RestoreAccount extends Verb {
  private static final int LONGEST = 4 << 20;

  @Parameters(paramLabel = "FILE", description = "The backup; - is standard input.")
  private InputFile file;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    byte[] backup = file.read(session.terminal(), LONGEST);
    String value = Base64.getUrlEncoder().withoutPadding().encodeToString(backup);
    session.show(
        AccountFields.of(
            new StorageRequests(session)
                .once(
                    "Restoring a storage account",
                    "the storage accounts",
                    "POST",
                    "storage/restore",
                    new Fields().with("value", value))));
  }
}
