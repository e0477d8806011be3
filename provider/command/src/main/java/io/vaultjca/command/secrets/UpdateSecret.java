package io.vaultjca.command.secrets;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Json;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "update",
    description = "Changes what is said of a secret. Its value is set anew by set.",
    footer = "  java -jar vaultjca.jar secrets update db-password --expires 2027-01-31")
final class UpdateSecret extends Verb {
  @Parameters(
      paramLabel = ObjectArgument.LABEL,
      description = "The secret" + ObjectArgument.WHICH,
      converter = ObjectArgument.Parser.class)
  private ObjectArgument secret;

  @Option(names = "--enabled", negatable = true, description = "Whether it can be read.")
  private Boolean enabled;

  @Mixin private SecretOptions options;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    if (enabled == null && options.isEmpty()) {
      throw new CommandException("Say what to change: see --help.");
    }
    SecretProperties changes = options.over(named(session), enabled);
    session
        .output()
        .show(
            SecretFields.of(
                session
                    .secrets()
                    .run(
                        session.operation("Updating the secret " + secret),
                        client -> client.updateSecretProperties(changes))));
  }

  /**
   * The SDK has them from an answer alone: but to read a secret that is disabled is not allowed,
   * and needs a permission that a change does not.
   */
  private SecretProperties named(Session session) throws IOException {
    String id = "%s/secrets/%s".formatted(session.vault().config().uri(), secret);
    try (JsonReader json = JsonProviders.createReader(Json.of(new Fields().with("id", id)))) {
      return SecretProperties.fromJson(json);
    }
  }
}
