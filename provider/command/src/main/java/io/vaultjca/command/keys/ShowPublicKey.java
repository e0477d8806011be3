package io.vaultjca.command.keys;

import io.vaultjca.command.keys.view.PublicKeyPem;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.vault.KeyBundle;
import java.nio.charset.StandardCharsets;
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
    byte[] encoded = PublicKeyPem.der(session.vault(), bundle);
    String pem = PublicKeyPem.of(encoded);
    if (target.isPresent()) {
      target.get().write(der ? encoded : pem.getBytes(StandardCharsets.US_ASCII));
      session
          .output()
          .done(
              "Wrote the public key of %s to %s.".formatted(key, target.get().path()),
              new Fields()
                  .with("id", bundle.id().toString())
                  .with("file", target.get().path().toString()));
    } else if (session.output().isJson()) {
      session.output().show(new Fields().with("id", bundle.id().toString()).with("pem", pem));
    } else {
      session.output().bytes(pem.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
