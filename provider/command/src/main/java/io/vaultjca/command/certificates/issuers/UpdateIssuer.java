package io.vaultjca.command.certificates.issuers;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Json;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.vault.JsonObject;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "update",
    description = "Changes the given properties of an issuer, and no others.",
    footer = "  java -jar vaultjca.jar certificates issuers update ca --no-enabled")
final class UpdateIssuer extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the issuer.")
  private Name name;

  @Option(names = "--provider", paramLabel = "NAME", description = "The new provider.")
  private @Nullable String provider;

  @Mixin private IssuerOptions options;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Fields body = options.body(session, name, provider);
    if (body.isEmpty()) {
      throw nothingToChange();
    }
    JsonObject answer =
        session
            .requests()
            .send(
                session.operation("Updating the issuer " + name),
                "PATCH",
                "certificates/issuers/" + name,
                Json.of(body));
    session.show(IssuerFields.ofAnswer(answer));
  }
}
