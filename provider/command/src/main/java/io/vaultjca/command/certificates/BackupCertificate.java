package io.vaultjca.command.certificates;

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
        "Writes all versions of a certificate, with their keys, to a file that only a vault of the same subscription and geography can read.",
    footer = "  java -jar vaultjca.jar certificates backup web --output web.backup")
final class BackupCertificate extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the certificate.")
  private Name name;

  @Mixin private FileOptions files;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    OutputFile file = files.requiredFile();
    file.write(
        session
            .certificates()
            .run(
                "Backing up the certificate " + name,
                client -> client.backupCertificate(name.text())));
    session.wrote("Wrote the backup of the certificate " + name, file, name.fields());
  }
}
