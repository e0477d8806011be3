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
    description = "Prints or writes the public part of a key, for other programs: as PEM.",
    footer = "  java -jar vaultjca.jar keys public-key release --output release.pem")
final class ShowPublicKey extends Verb {
  @Parameters(
      paramLabel = ObjectArgument.LABEL,
      description = "The key" + ObjectArgument.WHICH,
      converter = ObjectArgument.Parser.class)
  private ObjectArgument key;

  @Option(names = "--der", description = "DER instead of PEM; with --output.")
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
          "The key %s is symmetric: it has no public part.".formatted(key.id()));
    } catch (InvalidKeySpecException e) {
      throw new CommandException(e.getMessage() + ".", e);
    }
  }
}
