package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.keys.view.Result;
import io.vaultjca.command.keys.view.SecretOptions;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The verb {@code keys decrypt}. */
@Command(
    name = "decrypt",
    description = "Decrypts the output of keys encrypt, or of another program.",
    footer = "  java -jar vaultjca.jar keys decrypt kek pin.enc --output pin.txt")
public final class DecryptFile extends Verb {
  @Parameters(
      index = "0",
      paramLabel = ObjectArgument.LABEL,
      description = "The key" + ObjectArgument.WHICH)
  private ObjectArgument key;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file; - is standard input.")
  private InputFile file;

  @Mixin private EncryptionOptions options;

  @Mixin private SecretOptions secret;

  @Override
  protected void run(Session session) throws Exception {
    Optional<OutputFile> target = secret.file(session);
    UsableKey used = UsableKey.read(session, key);
    String algorithm = Algorithms.encryptions(used, "decrypt").choose(options.algorithm());
    Encryption encryption =
        Encryption.of(used, algorithm, options.iv(), options.additionalData(session));
    byte[] plaintext = encryption.decrypt(file.read(session.terminal(), 2 * EncryptFile.LONGEST));
    Fields about = new Fields().with("keyId", used.id()).with("algorithm", algorithm);
    new Result("plaintext", plaintext, about).write(session, target);
    Arrays.fill(plaintext, (byte) 0);
  }
}
