package io.vaultjca.command.certificates;

import com.azure.security.keyvault.certificates.CertificateClient;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "list",
    description = "Lists the deleted certificates, with the dates of their purge.",
    footer = "  java -jar vaultjca.jar certificates deleted list")
final class ListDeletedCertificates extends Verb {
  @Override
  protected void run(Session session) throws IOException {
    session.list(
        session
            .certificates()
            .list(
                "the deleted certificates",
                CertificateClient::listDeletedCertificates,
                CertificateFields::ofDeleted),
        "name",
        "deleted",
        "scheduledPurge");
  }
}
