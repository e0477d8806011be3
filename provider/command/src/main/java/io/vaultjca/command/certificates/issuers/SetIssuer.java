package io.vaultjca.command.certificates.issuers;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Json;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.vault.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "set",
    description = "Creates or replaces an issuer.",
    footer = "  java -jar vaultjca.jar certificates issuers set ca --provider DigiCert")
final class SetIssuer extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the issuer.")
  private Name name;

  @Option(
      names = "--provider",
      required = true,
      paramLabel = "NAME",
      description = "DigiCert, GlobalSign, or another provider that the service supports.")
  private String provider;

  @Mixin private IssuerOptions options;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Fields body = options.body(session, name, provider);
    JsonObject answer =
        session
            .requests()
            .send(
                session.operation("Setting the issuer " + name),
                "PUT",
                "certificates/issuers/" + name,
                Json.of(body));
    session.show(IssuerFields.ofAnswer(answer));
  }
}
