package io.vaultjca.command.keys;

import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "backup",
    description =
        "Writes a key with all versions to a file that only the service can decrypt: a vault of the same subscription and geography, or an HSM of the same security domain, can restore it.",
    footer = "  java -jar vaultjca.jar keys backup release --output release.backup")
final class BackupKey extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the key.")
  private Name name;

  @Mixin private FileOptions file;

  @Override
  protected void run(Session session) throws Exception {
    OutputFile target = file.requiredFile();
    byte[] backup =
        session.keys().run("Backing up the key " + name, client -> client.backupKey(name.text()));
    target.write(backup);
    session.wrote("Backed up the key " + name, target, name.fields());
  }
}
