package io.vaultjca.command.keys.crypto;

import io.vaultjca.VaultException;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.handle.PrivateHandle;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code keys verify}. */
@Command(
    name = "verify",
    description = "Verifies the signature of a file. The exit code is 1 if it does not match.",
    footer = "  java -jar vaultjca.jar keys verify release app.tar --signature app.sig")
public final class VerifyFile extends Verb {
  private static final int LONGEST = 1 << 16;

  @Parameters(
      index = "0",
      paramLabel = ObjectArgument.LABEL,
      description = "The key" + ObjectArgument.WHICH)
  private ObjectArgument key;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file; - is standard input.")
  private InputFile file;

  @Option(
      names = "--signature",
      paramLabel = "FILE",
      required = true,
      description = "The signature.")
  private InputFile signatureFile;

  @Mixin private SignatureOptions options;

  @Override
  protected void run(Session session) throws Exception {
    byte[] signature = signatureFile.read(session.terminal(), LONGEST);
    UsableKey used = UsableKey.read(session, key);
    String algorithm = Algorithms.signatures(used, "verify").choose(options.algorithm());
    Message message = new Message(file, session.terminal());
    boolean right = Failure.said(() -> verify(session, used, algorithm, message, signature));
    Fields answer =
        new Fields().with("keyId", used.id()).with("algorithm", algorithm).with("valid", right);
    if (session.isJson()) {
      session.show(answer);
    }
    if (!right) {
      throw session.isJson()
          ? CommandException.shown()
          : new CommandException(
              "%s does not verify with the key %s and %s: the signature is wrong."
                  .formatted(file, used.id(), algorithm));
    }
    if (!session.isJson()) {
      session.done("The signature is right.", answer);
    }
  }

  private boolean verify(
      Session session, UsableKey used, String algorithm, Message message, byte[] expected)
      throws GeneralSecurityException, IOException, CommandException {
    if (DigestMacs.isOne(algorithm)) {
      byte[] digest = message.digest(DigestMacs.digest(algorithm));
      return used.remote().verify(algorithm, digest, expected);
    }
    Signature signature = JcaSignature.of(algorithm, options.format(), options.context(session));
    signature.initVerify(((PrivateHandle) used.handle()).publicKey());
    message.into(signature::update);
    try {
      return signature.verify(expected);
    } catch (SignatureException e) {
      if (e.getCause() instanceof VaultException) {
        throw e;
      }
      // The signature has another encoding.
      throw new CommandException("%s. See --format.".formatted(e.getMessage()), e);
    }
  }
}
