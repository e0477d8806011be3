package io.vaultjca.command.keys;

import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows a key: its public part and its attributes.",
    footer = "  java -jar vaultjca.jar keys show release")
final class ShowKey extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the key.")
  private String name;

  @Option(names = "--version", description = "A version; the current one if there is none.")
  private String version;

  @Override
  protected void run(Session session) throws IOException {
    session
        .output()
        .show(
            KeyFields.of(
                session
                    .keys()
                    .run(
                        session.operation("Showing the key " + name),
                        client -> client.getKey(name, version))));
  }
}
