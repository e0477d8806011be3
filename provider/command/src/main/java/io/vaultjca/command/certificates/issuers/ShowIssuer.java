package io.vaultjca.command.certificates.issuers;

import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows an issuer, without the password of its account.",
    footer = "  java -jar vaultjca.jar certificates issuers show digicert")
final class ShowIssuer extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the issuer.")
  private Name name;

  @Override
  protected void run(Session session) throws IOException {
    session.show(
        IssuerFields.of(
            session
                .certificates()
                .run("Showing the issuer " + name, client -> client.getIssuer(name.text()))));
  }
}
