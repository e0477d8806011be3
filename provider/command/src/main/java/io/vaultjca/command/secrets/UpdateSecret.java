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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "update",
    description = "Changes the properties of a secret. For a new value see set.",
    footer = "  java -jar vaultjca.jar secrets update db-password --expires 2027-01-31")
final class UpdateSecret extends Verb {
  @Parameters(paramLabel = ObjectArgument.LABEL, description = "The secret" + ObjectArgument.WHICH)
  private ObjectArgument secret;

  @Option(names = "--enabled", negatable = true, description = "Whether it is enabled.")
  private @Nullable Boolean enabled;

  @Mixin private SecretOptions options;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    if (enabled == null && options.isEmpty()) {
      throw nothingToChange();
    }
    SecretProperties changes = options.over(named(session), enabled);
    session.show(
        SecretFields.of(
            session
                .secrets()
                .run(
                    "Updating the secret " + secret,
                    client -> client.updateSecretProperties(changes))));
  }

  /**
   * The SDK creates properties from an answer only, so this is an answer that holds just the id. A
   * real one would need the permission to read the secret, and a disabled secret cannot be read.
   */
  private SecretProperties named(Session session) throws IOException {
    String id = "%s/secrets/%s".formatted(session.uri(), secret);
    try (JsonReader json = JsonProviders.createReader(Json.of(new Fields().with("id", id)))) {
      return SecretProperties.fromJson(json);
    }
  }
}
