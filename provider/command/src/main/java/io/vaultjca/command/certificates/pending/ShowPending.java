package io.vaultjca.command.certificates.pending;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.PemOutput;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows the state of a pending request, or its certificate request.",
    footer = "  java -jar vaultjca.jar certificates pending show web --csr > web.csr")
final class ShowPending extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the certificate.")
  private Name name;

  @Option(names = "--csr", description = "Writes the certificate request as PEM.")
  private boolean csr;

  @Mixin private FileOptions files;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Optional<OutputFile> file = files.file();
    if (file.isPresent() && !csr) {
      throw new CommandException("--output is for the certificate request: add --csr.");
    }
    PendingRequest pending = PendingRequest.read(session, name);
    if (csr) {
      String what = "the certificate request of " + name;
      PemOutput.write(session, file, what, pending.pem(), pending.fields());
    } else {
      session.show(pending.fields());
    }
  }
}
