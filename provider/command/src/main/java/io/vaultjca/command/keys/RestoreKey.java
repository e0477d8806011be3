package io.vaultjca.command.keys;

import io.vaultjca.command.keys.view.KeyFields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "restore",
    description = "Restores a key with all versions, under its original name, from a backup file.",
    footer = "  java -jar vaultjca.jar keys restore release.backup")
final class RestoreKey extends Verb {
  private static final int LONGEST = 4 << 20;

  @Parameters(paramLabel = "FILE", description = "The backup; - is standard input.")
  private InputFile file;

  @Override
  protected void run(Session session) throws Exception {
    byte[] backup = file.read(session.terminal(), LONGEST);
    session.show(
        KeyFields.of(
            session
                .keys()
                .once(
                    "Restoring a key",
                    "the keys of the vault",
                    client -> client.restoreKeyBackup(backup))));
  }
}
