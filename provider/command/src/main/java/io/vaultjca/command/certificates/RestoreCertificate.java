package io.vaultjca.command.certificates;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "restore",
    description =
        "Restores a certificate from its backup. The vault must not have one of the same name.",
    footer = "  java -jar vaultjca.jar certificates restore web.backup")
final class RestoreCertificate extends Verb {
  private static final int LONGEST = 50 * 1024 * 1024;

  @Parameters(paramLabel = "FILE", description = "The backup; - is standard input.")
  private InputFile file;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    byte[] backup = file.read(session.terminal(), LONGEST);
    Fields fields =
        CertificateFields.of(
            session
                .certificates()
                .once(
                    "Restoring a certificate from " + file,
                    "the list of the certificates",
                    client -> client.restoreCertificateBackup(backup)));
    session.done(
        "Restored the certificate %s.".formatted(fields.get("name").orElseThrow()), fields);
  }
}
