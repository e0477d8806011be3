package io.vaultjca.command.secrets;

import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description =
        "Shows a secret. Its value appears only with --show, or goes to a file with --output.",
    footer = "  java -jar vaultjca.jar secrets show db --output db.txt")
final class ShowSecret extends Verb {
  @Parameters(paramLabel = ObjectArgument.LABEL, description = "The secret" + ObjectArgument.WHICH)
  private ObjectArgument secret;

  @Option(names = "--show", description = "Shows the value, on one line; unchanged with --json.")
  private boolean show;

  @Mixin private FileOptions files;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Optional<OutputFile> file = files.file();
    KeyVaultSecret read =
        session
            .secrets()
            .run(
                "Reading the secret " + secret,
                client -> client.getSecret(secret.name(), secret.version()));
    Fields fields = SecretFields.of(read.getProperties());
    if (file.isPresent()) {
      file.get().write(read.getValue().getBytes(StandardCharsets.UTF_8));
      fields.with("file", file.get().path().toString());
    }
    session.show(show ? fields.with("value", read.getValue()) : fields);
  }
}
