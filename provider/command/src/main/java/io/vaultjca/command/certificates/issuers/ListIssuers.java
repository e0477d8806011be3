package io.vaultjca.command.certificates.issuers;

import com.azure.security.keyvault.certificates.CertificateClient;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "list",
    description = "Lists the issuers.",
    footer = "  java -jar vaultjca.jar certificates issuers list")
final class ListIssuers extends Verb {
  @Override
  protected void run(Session session) throws IOException {
    session.list(
        session
            .certificates()
            .list(
                "the issuers", CertificateClient::listPropertiesOfIssuers, IssuerFields::ofListed),
        "name",
        "provider");
  }
}
