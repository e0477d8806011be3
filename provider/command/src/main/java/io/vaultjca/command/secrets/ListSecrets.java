package io.vaultjca.command.secrets;

import com.azure.security.keyvault.secrets.SecretClient;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "list",
    description = "Lists the secrets, without their values.",
    footer = "  java -jar vaultjca.jar secrets list")
final class ListSecrets extends Verb {
  @Override
  protected void run(Session session) throws IOException {
    session.list(
        session
            .secrets()
            .list("the secrets", SecretClient::listPropertiesOfSecrets, SecretFields::of),
        "name",
        "enabled",
        "expires",
        "updated",
        "contentType");
  }
}
