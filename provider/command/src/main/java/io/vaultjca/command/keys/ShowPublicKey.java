package io.vaultjca.command.keys;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Pem;
import io.vaultjca.command.verb.PemOutput;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.handle.Handles;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.Vault;
import java.security.spec.InvalidKeySpecException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "public-key",
    description = "Prints the public key as PEM, or writes it to a file.",
    footer = "  java -jar vaultjca.jar keys public-key release --output release.pem")
final class ShowPublicKey extends Verb {
  @Parameters(paramLabel = ObjectArgument.LABEL, description = "The key" + ObjectArgument.WHICH)
  private ObjectArgument key;

  @Option(names = "--der", description = "Writes DER instead of PEM; requires --output.")
  private boolean der;

  @Mixin private FileOptions file;

  @Override
  protected void run(Session session) throws Exception {
    Optional<OutputFile> target = der ? Optional.of(file.requiredFile()) : file.file();
    KeyBundle bundle = session.vault().getKey(key.name(), key.version());
    byte[] encoded = encoded(session.vault(), bundle);
    PemOutput.write(
        session,
        target,
        "the public key of " + key,
        der ? encoded : Pem.of("PUBLIC KEY", encoded),
        new Fields().with("id", bundle.id().toString()));
  }

  /** SubjectPublicKeyInfo (RFC 5280). */
  private static byte[] encoded(Vault vault, KeyBundle key) throws CommandException {
    try {
      if (Handles.handle(vault.key(key), key) instanceof PrivateHandle handle) {
        return handle.publicKey().getEncoded();
      }
      throw new CommandException(
          "The key %s is symmetric: it has no public key.".formatted(key.id()));
    } catch (InvalidKeySpecException e) {
      throw new CommandException(e.getMessage() + ".", e);
    }
  }
}
