package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.Session;
import picocli.CommandLine.Option;

/** How a file is signed. */
final class SignatureOptions {
  private static final int LONGEST_CONTEXT = 1 << 16;

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      description =
          "RSA: RS256 (the default), RS384, RS512, PS256, PS384, PS512, RSNULL (the file is a"
              + " DigestInfo); EC and AKP: that of the key; oct: HS256 (the default), HS384, HS512.")
  private String algorithm;

  @Option(
      names = "--format",
      paramLabel = "der|raw",
      defaultValue = "der",
      description =
          "Of an ECDSA signature: der, as OpenSSL has it (the default), or raw, r and s side by"
              + " side, as JSON Web Signatures have it.")
  private SignatureFormat format;

  @Option(
      names = "--context",
      paramLabel = "FILE",
      description = "Of an ML-DSA signature: up to 255 bytes that it is bound to.")
  private InputFile context;

  String algorithm() {
    return algorithm;
  }

  SignatureFormat format() {
    return format;
  }

  /** The context, or null. */
  byte[] context(Session session) throws CommandException {
    return context == null ? null : context.read(session.terminal(), LONGEST_CONTEXT);
  }
}
