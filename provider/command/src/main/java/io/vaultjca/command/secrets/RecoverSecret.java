package io.vaultjca.command.secrets;

import com.azure.security.keyvault.secrets.SecretClient;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.SdkCalls;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.command.verb.Waiting;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "recover",
    description = "Recovers a deleted secret, with all versions.",
    footer = "  java -jar vaultjca.jar secrets recover db-password")
final class RecoverSecret extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the deleted secret.")
  private Name name;

  @Mixin private Waiting waiting;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    String what = "Recovering the secret " + name;
    SdkCalls<SecretClient> secrets = session.secrets();
    secrets.once(what, "the secrets", client -> client.beginRecoverDeletedSecret(name.text()));
    Optional<Fields> recovered =
        waiting
            .of(session, what)
            .untilThere(
                () ->
                    SecretFields.of(
                        secrets
                            .run(what, client -> client.getSecret(name.text()))
                            .getProperties()));
    session.done(
        "Recovered the secret %s.".formatted(name), recovered.orElseGet(() -> name.fields()));
  }
}
