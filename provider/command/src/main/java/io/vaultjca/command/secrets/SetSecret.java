package io.vaultjca.command.secrets;

import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "set",
    description =
        "Sets a secret, as a new version. The value comes from a file, or from a prompt without echo; without a terminal it is the first line of standard input.",
    footer = "  java -jar vaultjca.jar secrets set db-password --file db.txt")
final class SetSecret extends Verb {
  /** The service accepts 25 KB, and says so if there are more. */
  private static final int LONGEST = 100 * 1024;

  @Parameters(paramLabel = "NAME", description = "The name of the secret.")
  private Name name;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The value, in UTF-8, used unchanged; - is standard input.")
  private @Nullable InputFile file;

  @Option(names = "--disabled", description = "Creates it disabled.")
  private boolean disabled;

  @Mixin private SecretOptions options;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    SecretProperties properties =
        options.over(new SecretProperties(), disabled ? Boolean.FALSE : null);
    KeyVaultSecret secret =
        new KeyVaultSecret(name.text(), value(session)).setProperties(properties);
    KeyVaultSecret made =
        session
            .secrets()
            .once(
                "Setting the secret " + name,
                "the versions of the secret " + name,
                client -> client.setSecret(secret));
    Fields fields = SecretFields.of(made.getProperties());
    session.done(
        "Set the secret %s, version %s.".formatted(name, made.getProperties().getVersion()),
        fields);
  }

  private String value(Session session) throws IOException, CommandException {
    if (file == null) {
      char[] typed = session.terminal().secret("The value of the secret " + name);
      try {
        return new String(typed);
      } finally {
        Arrays.fill(typed, ' ');
      }
    }
    byte[] content = file.read(session.terminal(), LONGEST);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new CommandException(
          "%s is not text in UTF-8, and a secret must be. Encode it first, for example with base64."
              .formatted(file));
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }
}
