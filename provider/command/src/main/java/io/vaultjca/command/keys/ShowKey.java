package io.vaultjca.command.keys;

import io.vaultjca.command.keys.view.KeyAnswer;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description =
        "Shows a key: its type, its permitted operations and its attributes, with --json also the public key. The verb keys public-key prints that as PEM.",
    footer = "  java -jar vaultjca.jar keys show release")
final class ShowKey extends Verb {
  @Parameters(paramLabel = ObjectArgument.LABEL, description = "The key" + ObjectArgument.WHICH)
  private ObjectArgument key;

  @Override
  protected void run(Session session) throws IOException {
    session.show(
        KeyAnswer.of(
            session.requests().get(session.operation("Showing the key " + key), key.path("keys")),
            session.isJson()));
  }
}
