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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code keys unwrap}. */
@Command(
    name = "unwrap",
    description = "Unwraps a key.",
    footer = "  java -jar vaultjca.jar keys unwrap kek data.wrapped --output data.key")
public final class UnwrapKey extends Verb {
  @Parameters(
      index = "0",
      paramLabel = ObjectArgument.LABEL,
      description = "The key" + ObjectArgument.WHICH)
  private ObjectArgument key;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file; - is standard input.")
  private InputFile file;

  @Option(names = "--algorithm", paramLabel = "ALGORITHM", description = WrapKey.ALGORITHMS)
  private @Nullable String asked;

  @Mixin private SecretOptions secret;

  @Override
  protected void run(Session session) throws Exception {
    Optional<OutputFile> target = secret.file(session);
    UsableKey used = UsableKey.read(session, key);
    String algorithm = Algorithms.wraps(used, "unwrap").choose(asked);
    byte[] wrapped = file.read(session.terminal(), 2 * WrapKey.LONGEST);
    if (algorithm.startsWith("RSA")) {
      new RsaLimits(used, algorithm).requireCiphertext(wrapped.length);
    }
    byte[] plain = used.remote().unwrap(algorithm, wrapped);
    Fields about = new Fields().with("keyId", used.id()).with("algorithm", algorithm);
    new Result("key", plain, about).write(session, target);
    Arrays.fill(plain, (byte) 0);
  }
}
