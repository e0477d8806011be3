package io.vaultjca.command.certificates;

import com.azure.security.keyvault.certificates.CertificateClient;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.SdkCalls;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.command.verb.Waiting;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "recover",
    description = "Recovers a deleted certificate, with its key and its secret.",
    footer = "  java -jar vaultjca.jar certificates recover web")
final class RecoverCertificate extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the deleted certificate.")
  private Name name;

  @Mixin private Waiting waiting;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    String what = "Recovering the certificate " + name;
    SdkCalls<CertificateClient> certificates = session.certificates();
    certificates.once(
        what, "the certificates", client -> client.beginRecoverDeletedCertificate(name.text()));
    Optional<Fields> recovered =
        waiting
            .of(session, what)
            .untilThere(
                () ->
                    CertificateFields.of(
                        certificates.run(what, client -> client.getCertificate(name.text()))));
    session.done(
        "Recovered the certificate %s.".formatted(name), recovered.orElseGet(() -> name.fields()));
  }
}
