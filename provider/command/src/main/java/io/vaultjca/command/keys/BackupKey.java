package io.vaultjca.command.keys;

import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "backup",
    description =
        "Writes a key with all of its versions to a file, encrypted so that only the service reads"
            + " it: a vault of the same subscription and geography, or an HSM of the same security"
            + " domain, restores it.",
    footer = "  java -jar vaultjca.jar keys backup release --output release.backup")
final class BackupKey extends Verb {
  @Parameters(
      paramLabel = "NAME",
      description = "The name of the key.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @Mixin private FileOptions file;

  @Override
  protected void run(Session session) throws Exception {
    OutputFile target = file.requiredFile();
    byte[] backup =
        session
            .keys()
            .run(session.operation("Backing up the key " + name), client -> client.backupKey(name));
    target.write(backup);
    session.output().wrote("Backed up the key " + name, target, new Fields().with("name", name));
  }
}
