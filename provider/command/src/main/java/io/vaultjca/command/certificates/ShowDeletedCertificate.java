package io.vaultjca.command.certificates;

import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows a deleted certificate, and when it is purged.",
    footer = "  java -jar vaultjca.jar certificates deleted show web")
final class ShowDeletedCertificate extends Verb {
  @Parameters(
      paramLabel = "NAME",
      description = "The name of the deleted certificate.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @Override
  protected void run(Session session) throws IOException {
    session
        .output()
        .show(
            CertificateFields.ofDeleted(
                session
                    .certificates()
                    .run(
                        session.operation("Showing the deleted certificate " + name),
                        client -> client.getDeletedCertificate(name))));
  }
}
