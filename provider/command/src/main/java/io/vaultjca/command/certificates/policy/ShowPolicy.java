package io.vaultjca.command.certificates.policy;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows the policy of a certificate; with --json in the service's format.",
    footer = "  java -jar vaultjca.jar certificates policy show web --json")
final class ShowPolicy extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the certificate.")
  private Name name;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    String path = "certificates/%s/policy".formatted(name);
    session.show(
        Fields.of(
            session
                .requests()
                .get(session.operation("Showing the policy of the certificate " + name), path)
                .members()));
  }
}
