package io.vaultjca.command.certificates;

import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "versions",
    description = "Lists the versions of a certificate.",
    footer = "  java -jar vaultjca.jar certificates versions web")
final class ListCertificateVersions extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the certificate.")
  private Name name;

  @Override
  protected void run(Session session) throws IOException {
    session.list(
        session
            .certificates()
            .list(
                "the versions of the certificate " + name,
                client -> client.listPropertiesOfCertificateVersions(name.text()),
                CertificateFields::ofListed),
        "version",
        "enabled",
        "created",
        "expires");
  }
}
