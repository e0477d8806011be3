package io.vaultjca.command.certificates;

import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows a certificate.",
    footer = "  java -jar vaultjca.jar certificates show web")
final class ShowCertificate extends Verb {
  @Parameters(
      paramLabel = ObjectArgument.LABEL,
      description = "The certificate" + ObjectArgument.WHICH)
  private ObjectArgument certificate;

  @Override
  protected void run(Session session) throws IOException {
    session.show(
        CertificateFields.of(
            session
                .certificates()
                .run(
                    "Showing the certificate " + certificate,
                    client ->
                        certificate.version().isEmpty()
                            ? client.getCertificate(certificate.name())
                            : client.getCertificateVersion(
                                certificate.name(), certificate.version()))));
  }
}
