package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.keys.view.Result;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The verb {@code keys encrypt}. */
@Command(
    name = "encrypt",
    description =
        "Encrypts a short file, such as 190 bytes with RSA-2048 and RSA-OAEP-256. With AES the output is the initialisation vector, the ciphertext and, for GCM, the tag.",
    footer = "  java -jar vaultjca.jar keys encrypt kek pin.txt --output pin.enc")
public final class EncryptFile extends Verb {
  static final int LONGEST = 1 << 20;

  @Parameters(
      index = "0",
      paramLabel = ObjectArgument.LABEL,
      description = "The key" + ObjectArgument.WHICH)
  private ObjectArgument key;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file; - is standard input.")
  private InputFile file;

  @Mixin private EncryptionOptions options;

  @Mixin private FileOptions output;

  @Override
  protected void run(Session session) throws Exception {
    Optional<OutputFile> target = output.file();
    UsableKey used = UsableKey.read(session, key);
    String algorithm = Algorithms.encryptions(used, "encrypt").choose(options.algorithm());
    Encryption encryption =
        Encryption.of(used, algorithm, options.iv(), options.additionalData(session));
    byte[] plaintext = file.read(session.terminal(), LONGEST);
    byte[] ciphertext = encryption.encrypt(plaintext);
    Arrays.fill(plaintext, (byte) 0);
    Fields about = new Fields().with("keyId", used.id()).with("algorithm", algorithm);
    new Result("ciphertext", ciphertext, about).write(session, target);
  }
}
