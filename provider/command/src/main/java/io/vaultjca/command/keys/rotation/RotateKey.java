package io.vaultjca.command.keys.rotation;

import io.vaultjca.command.keys.view.KeyFields;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The verb {@code keys rotate}. */
@Command(
    name = "rotate",
    description = "Creates a new version of a key, according to its rotation policy.",
    footer = "  java -jar vaultjca.jar keys rotate release")
public final class RotateKey extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the key.")
  private Name name;

  @Override
  protected void run(Session session) throws IOException {
    session.show(
        KeyFields.of(
            session
                .keys()
                .once(
                    "Rotating the key " + name,
                    "the versions of the key " + name,
                    client -> client.rotateKey(name.text()))));
  }
}
