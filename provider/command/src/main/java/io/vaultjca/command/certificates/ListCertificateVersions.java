package io.vaultjca.command.certificates;

import io.vaultjca.command.verb.ObjectArgument;
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
  @Parameters(
      paramLabel = "NAME",
      description = "The name of the certificate.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @Override
  protected void run(Session session) throws IOException {
    session
        .output()
        .list(
            session
                .certificates()
                .list(
                    "the versions of the certificate " + name,
                    client -> client.listPropertiesOfCertificateVersions(name))
                .stream()
                .map(CertificateFields::ofListed)
                .toList(),
            "version",
            "enabled",
            "created",
            "expires");
  }
}
