package io.vaultjca.command.keys;

import io.vaultjca.command.keys.view.Result;
import io.vaultjca.command.keys.view.SecretOptions;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.config.VaultType;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "random",
    description = "Gets random bytes from a Managed HSM.",
    footer = "  java -jar vaultjca.jar keys random 32 --output seed.bin")
final class RandomBytes extends Verb {
  /** The most that the service returns for one request. */
  private static final int REQUEST_LIMIT = 128;

  private static final int MOST = 65_536;

  @Parameters(paramLabel = "COUNT", description = "The number of bytes: 1 to 65536.")
  private int count;

  @Mixin private SecretOptions secret;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    if (count < 1 || count > MOST) {
      throw misuse("COUNT must be 1 to %s, not %s.".formatted(MOST, count));
    }
    Optional<OutputFile> file = secret.file(session);
    if (session.vault().config().type() != VaultType.MANAGED_HSM) {
      throw new CommandException(
          "Random bytes come from a Managed HSM only, and %s is taken for a Key Vault. If it is a Managed HSM, set azure.keyvault.type=managed-hsm."
              .formatted(session.uri()));
    }
    byte[] bytes = new byte[count];
    for (int offset = 0; offset < count; offset += REQUEST_LIMIT) {
      int some = Math.min(REQUEST_LIMIT, count - offset);
      byte[] got = session.vault().randomBytes(some);
      System.arraycopy(got, 0, bytes, offset, some);
    }
    new Result("randomBytes", bytes, new Fields().with("count", count)).write(session, file);
    Arrays.fill(bytes, (byte) 0);
  }
}
