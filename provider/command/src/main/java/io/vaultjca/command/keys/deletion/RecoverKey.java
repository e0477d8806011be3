package io.vaultjca.command.keys.deletion;

import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.vaultjca.command.keys.view.KeyFields;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.verb.Name;
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
    description = "Recovers a deleted key, and waits until it is there.",
    footer = "  java -jar vaultjca.jar keys recover old")
public final class RecoverKey extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the key.")
  private Name name;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    String what = "Recovering the key " + name;
    SdkCalls<KeyClient> keys = session.keys();
    keys.once(what, "the keys of the vault", client -> client.beginRecoverDeletedKey(name.text()));
    Optional<KeyVaultKey> recovered =
        Wait.of(session, what)
            .untilThere(() -> keys.run(what, client -> client.getKey(name.text())));
    session.done(
        "Recovered the key %s.".formatted(name),
        recovered.map(KeyFields::of).orElseGet(() -> name.fields()));
  }
}
