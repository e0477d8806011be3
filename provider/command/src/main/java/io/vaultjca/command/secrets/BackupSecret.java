package io.vaultjca.command.secrets;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "backup",
    description =
        "Writes all versions of a secret to a file that only a vault of the same subscription and geography can read.",
    footer = "  java -jar vaultjca.jar secrets backup db --output db.backup")
final class BackupSecret extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the secret.")
  private Name name;

  @Mixin private FileOptions files;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    OutputFile file = files.requiredFile();
    file.write(
        session
            .secrets()
            .run("Backing up the secret " + name, client -> client.backupSecret(name.text())));
    session.wrote("Wrote the backup of the secret " + name, file, name.fields());
  }
}
