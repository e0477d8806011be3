package io.vaultjca.command.keys.deletion;

import com.azure.security.keyvault.keys.KeyClient;
import io.vaultjca.command.keys.view.KeyFields;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "list",
    description = "Lists the deleted keys.",
    footer = "  java -jar vaultjca.jar keys deleted list")
final class ListDeletedKeys extends Verb {
  @Override
  protected void run(Session session) throws IOException {
    session.list(
        session.keys().list("the deleted keys", KeyClient::listDeletedKeys, KeyFields::deleted),
        "name",
        "deleted",
        "scheduledPurge");
  }
}
