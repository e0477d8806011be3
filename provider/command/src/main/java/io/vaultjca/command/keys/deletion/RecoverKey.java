package io.vaultjca.command.keys.deletion;

import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.vaultjca.command.keys.view.KeyFields;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.SdkCalls;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.command.verb.Wait;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The verb {@code keys recover}. */
@Command(
    name = "recover",
    description = "Takes the deletion of a key back, and waits until that is done.",
    footer = "  java -jar vaultjca.jar keys recover old")
public final class RecoverKey extends Verb {
  @Parameters(
      paramLabel = "NAME",
      description = "The name of the key.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    String what = "Recovering the key " + name;
    SdkCalls<KeyClient> keys = session.keys();
    keys.run(
        session.once(what, "the keys of the vault"), client -> client.beginRecoverDeletedKey(name));
    Optional<KeyVaultKey> recovered =
        Wait.of(session, what)
            .untilThere(() -> keys.run(session.operation(what), client -> client.getKey(name)));
    session
        .output()
        .done(
            "Recovered the key %s.".formatted(name),
            recovered.map(KeyFields::of).orElseGet(() -> new Fields().with("name", name)));
  }
}
