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
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The verb {@code keys sign}. */
@Command(
    name = "sign",
    description = "Signs a file of any length. The vault receives only its digest.",
    footer = "  java -jar vaultjca.jar keys sign release app.tar --output app.sig")
public final class SignFile extends Verb {
  @Parameters(
      index = "0",
      paramLabel = ObjectArgument.LABEL,
      description = "The key" + ObjectArgument.WHICH)
  private ObjectArgument key;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file; - is standard input.")
  private InputFile file;

  @Mixin private SignatureOptions options;

  @Mixin private FileOptions output;

  @Override
  protected void run(Session session) throws Exception {
    Optional<OutputFile> target = output.file();
    UsableKey used = UsableKey.read(session, key);
    String algorithm = Algorithms.signatures(used, "sign").choose(options.algorithm());
    Message message = new Message(file, session.terminal());
    byte[] signature = Failure.said(() -> sign(session, used, algorithm, message));
    Fields about = new Fields().with("keyId", used.id()).with("algorithm", algorithm);
    new Result("signature", signature, about).write(session, target);
  }

  private byte[] sign(Session session, UsableKey used, String algorithm, Message message)
      throws GeneralSecurityException, IOException, CommandException {
    if (DigestMacs.isOne(algorithm)) {
      return used.remote().sign(algorithm, message.digest(DigestMacs.digest(algorithm)));
    }
    Signature signature = JcaSignature.of(algorithm, options.format(), options.context(session));
    signature.initSign((PrivateKey) used.handle());
    message.into(signature::update);
    return signature.sign();
  }
}
