package io.vaultjca.command.secrets;

import com.azure.security.keyvault.secrets.SecretClient;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "list",
    description = "Lists the deleted secrets, with the dates of their purge.",
    footer = "  java -jar vaultjca.jar secrets deleted list")
final class ListDeletedSecrets extends Verb {
  @Override
  protected void run(Session session) throws IOException {
    session.list(
        session
            .secrets()
            .list("the deleted secrets", SecretClient::listDeletedSecrets, SecretFields::ofDeleted),
        "name",
        "deleted",
        "scheduledPurge");
  }
}
