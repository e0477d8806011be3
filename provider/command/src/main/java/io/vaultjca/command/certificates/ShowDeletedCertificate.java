package io.vaultjca.command.certificates;

import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows a deleted certificate, with the date of its purge.",
    footer = "  java -jar vaultjca.jar certificates deleted show web")
final class ShowDeletedCertificate extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the deleted certificate.")
  private Name name;

  @Override
  protected void run(Session session) throws IOException {
    session.show(
        CertificateFields.ofDeleted(
            session
                .certificates()
                .run(
                    "Showing the deleted certificate " + name,
                    client -> client.getDeletedCertificate(name.text()))));
  }
}
