package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.keys.view.Result;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code keys wrap}. */
@Command(
    name = "wrap",
    description = "Wraps the bytes of a file, which are a key.",
    footer = "  java -jar vaultjca.jar keys wrap kek data.key --output data.wrapped")
public final class WrapKey extends Verb {
  static final int LONGEST = 1 << 16;
  static final String ALGORITHMS =
      "RSA: RSA-OAEP-256 (the default), RSA-OAEP, RSA1_5; oct, by its size: A256KW (the default), CKM_AES_KEY_WRAP, CKM_AES_KEY_WRAP_PAD.";

  private static final int HALF_BLOCK = 8;

  @Parameters(
      index = "0",
      paramLabel = ObjectArgument.LABEL,
      description = "The key" + ObjectArgument.WHICH)
  private ObjectArgument key;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file; - is standard input.")
  private InputFile file;

  @Option(names = "--algorithm", paramLabel = "ALGORITHM", description = ALGORITHMS)
  private @Nullable String asked;

  @Mixin private FileOptions output;

  @Override
  protected void run(Session session) throws Exception {
    Optional<OutputFile> target = output.file();
    UsableKey used = UsableKey.read(session, key);
    String algorithm = Algorithms.wraps(used, "wrap").choose(asked);
    byte[] plain = file.read(session.terminal(), LONGEST);
    requireFits(used, algorithm, plain.length);
    byte[] wrapped = used.remote().wrap(algorithm, plain);
    Arrays.fill(plain, (byte) 0);
    Fields about = new Fields().with("keyId", used.id()).with("algorithm", algorithm);
    new Result("wrappedKey", wrapped, about).write(session, target);
  }

  private static void requireFits(UsableKey used, String algorithm, int length)
      throws CommandException {
    if (algorithm.startsWith("RSA")) {
      new RsaLimits(used, algorithm).requireFits(length, "wrap");
    } else if (!algorithm.endsWith("PAD")
        && (length < 2 * HALF_BLOCK || length % HALF_BLOCK != 0)) {
      throw new CommandException(
          "%s wraps 16 bytes or more, in multiples of 8, but there are %s: use CKM_AES_KEY_WRAP_PAD."
              .formatted(algorithm, length));
    }
  }
}
