package io.vaultjca.command.secrets;

import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "set",
    description =
        "Sets a secret, as a new version: the value is that of a file, or is asked for without"
            + " echo; without a terminal it is the first line of standard input.",
    footer = "  java -jar vaultjca.jar secrets set db-password --file db.txt")
final class SetSecret extends Verb {
  /** The service takes 25 KB. */
  private static final int LONGEST = 100 * 1024;

  @Parameters(
      paramLabel = "NAME",
      description = "The name of the secret.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The value, every byte of it, in UTF-8; - is standard input.")
  private InputFile file;

  @Option(names = "--disabled", description = "Nobody can read it before it is enabled.")
  private boolean disabled;

  @Mixin private SecretOptions options;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    SecretProperties properties =
        options.over(new SecretProperties(), disabled ? Boolean.FALSE : null);
    KeyVaultSecret secret = new KeyVaultSecret(name, value(session)).setProperties(properties);
    KeyVaultSecret made =
        session
            .secrets()
            .run(
                session.once("Setting the secret " + name, "the versions of the secret " + name),
                client -> client.setSecret(secret));
    Fields fields = SecretFields.of(made.getProperties());
    session
        .output()
        .done(
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
          "%s is not text in UTF-8, which a secret is: encode it first, by base64 for example."
              .formatted(file));
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }
}
