package io.vaultjca.command.secrets;

import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "versions",
    description = "Lists the versions of a secret, without their values.",
    footer = "  java -jar vaultjca.jar secrets versions db-password")
final class ListSecretVersions extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the secret.")
  private Name name;

  @Override
  protected void run(Session session) throws IOException {
    session.list(
        session
            .secrets()
            .list(
                "the versions of the secret " + name,
                client -> client.listPropertiesOfSecretVersions(name.text()),
                SecretFields::of),
        "version",
        "enabled",
        "created",
        "expires");
  }
}
