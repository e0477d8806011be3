package io.vaultjca.command.certificates.issuers;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Json;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.vault.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "update",
    description = "Changes of an issuer what you name, and nothing else.",
    footer = "  java -jar vaultjca.jar certificates issuers update ca --no-enabled")
final class UpdateIssuer extends Verb {
  @Parameters(
      paramLabel = "NAME",
      description = "The name of the issuer.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @Option(names = "--provider", paramLabel = "NAME", description = "Another provider.")
  private String provider;

  @Mixin private IssuerOptions options;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Fields body = options.body(session, name, provider);
    if (body.isEmpty()) {
      throw new CommandException("Say what to change: see --help.");
    }
    JsonObject answer =
        session
            .requests()
            .send(
                session.operation("Updating the issuer " + name),
                "PATCH",
                "certificates/issuers/" + name,
                Json.of(body));
    session.output().show(IssuerFields.ofAnswer(answer));
  }
}
