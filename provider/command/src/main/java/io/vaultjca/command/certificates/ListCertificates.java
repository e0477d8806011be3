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
  @Option(names = "--pending", description = "Lists those that are being made, too.")
  private boolean pending;

  @Override
  protected void run(Session session) throws IOException {
    session
        .output()
        .list(
            session
                .certificates()
                .list(
                    "the certificates",
                    client -> client.listPropertiesOfCertificates(pending, Context.NONE))
                .stream()
                .map(CertificateFields::ofListed)
                .toList(),
            "name",
            "enabled",
            "expires",
            "updated",
            "thumbprint");
  }
}
