package io.vaultjca.command.keys;

import com.azure.security.keyvault.keys.KeyClient;
import io.vaultjca.command.keys.view.KeyFields;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "list",
    description = "Lists the keys.",
    footer = "  java -jar vaultjca.jar keys list")
final class ListKeys extends Verb {
  @Override
  protected void run(Session session) throws IOException {
    session.list(
        session.keys().list("the keys", KeyClient::listPropertiesOfKeys, KeyFields::listed),
        "name",
        "enabled",
        "expires",
        "updated",
        "managed");
  }
}
