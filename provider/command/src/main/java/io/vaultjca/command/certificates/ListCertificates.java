package io.vaultjca.command.certificates;

import com.azure.core.util.Context;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description = "Lists the certificates.",
    footer = "  java -jar vaultjca.jar certificates list")
final class ListCertificates extends Verb {
  @Option(names = "--pending", description = "Includes those that are being created.")
  private boolean pending;

  @Override
  protected void run(Session session) throws IOException {
    session.list(
        session
            .certificates()
            .list(
                "the certificates",
                client -> client.listPropertiesOfCertificates(pending, Context.NONE),
                CertificateFields::ofListed),
        "name",
        "enabled",
        "expires",
        "updated",
        "thumbprint");
  }
}
