package io.vaultjca.command.certificates.policy;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Json;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "set",
    description =
        "Changes the given members of a certificate's policy, and no others. The change applies to the next version.",
    footer = "  java -jar vaultjca.jar certificates policy set web --validity 6")
final class SetPolicy extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the certificate.")
  private Name name;

  @Mixin private PolicyFile file;
  @Mixin private PolicyOptions options;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    String path = "certificates/%s/policy".formatted(name);
    Fields changes = options.over(file.read(session));
    if (changes.isEmpty()) {
      throw nothingToChange();
    }
    session.show(
        Fields.of(
            session
                .requests()
                .send(
                    session.operation("Setting the policy of the certificate " + name),
                    "PATCH",
                    path,
                    Json.of(changes))
                .members()));
  }
}
