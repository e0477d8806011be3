package io.vaultjca.command.certificates;

import com.azure.security.keyvault.certificates.CertificateClient;
import com.azure.security.keyvault.certificates.models.DeletedCertificate;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.Confirmation;
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
    name = "delete",
    description =
        "Deletes a certificate with all versions, its key and its secret. It can be recovered until it is purged.",
    footer = "  java -jar vaultjca.jar certificates delete web")
final class DeleteCertificate extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the certificate.")
  private Name name;

  @Mixin private Confirmation confirmation;
  @Mixin private Waiting waiting;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    confirmation.require(
        session, "Delete the certificate %s in %s?".formatted(name, session.uri()));
    String what = "Deleting the certificate " + name;
    SdkCalls<CertificateClient> certificates = session.certificates();
    certificates.once(
        what, "the deleted certificates", client -> client.beginDeleteCertificate(name.text()));
    Optional<DeletedCertificate> deleted =
        waiting
            .of(session, what)
            .untilThere(
                () -> certificates.run(what, client -> client.getDeletedCertificate(name.text())));
    session.done(
        "Deleted the certificate %s: certificates recover restores it.".formatted(name),
        deleted.map(CertificateFields::ofDeleted).orElseGet(() -> name.fields()));
  }
}
