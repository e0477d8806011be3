package io.vaultjca.command.secrets;

import com.azure.security.keyvault.secrets.SecretClient;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.ObjectArgument;
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
    description = "Brings a deleted secret back, with all its versions.",
    footer = "  java -jar vaultjca.jar secrets recover db-password")
final class RecoverSecret extends Verb {
  @Parameters(
      paramLabel = "NAME",
      description = "The name of the deleted secret.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @Mixin private Waiting waiting;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    String what = "Recovering the secret " + name;
    SdkCalls<SecretClient> secrets = session.secrets();
    secrets.run(
        session.once(what, "the secrets"), client -> client.beginRecoverDeletedSecret(name));
    Optional<Fields> recovered =
        waiting
            .of(session, what)
            .untilThere(
                () ->
                    SecretFields.of(
                        secrets
                            .run(session.operation(what), client -> client.getSecret(name))
                            .getProperties()));
    session
        .output()
        .done(
            "Recovered the secret %s.".formatted(name),
            recovered.orElseGet(() -> new Fields().with("name", name)));
  }
}
