package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of signing and verifying. */
final class SignatureOptions {
  private static final int LONGEST_CONTEXT = 1 << 16;

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      description =
          "RSA: RS256 (the default), RS384, RS512, PS256, PS384, PS512, RSNULL (the file is a DigestInfo); EC and AKP: the key's own; oct: HS256 (the default), HS384, HS512.")
  private @Nullable String algorithm;

  @Option(
      names = "--format",
      paramLabel = "der|raw",
      defaultValue = "der",
      description =
          "The encoding of an ECDSA signature: der, as in OpenSSL (the default), or raw, r followed by s, as in JSON Web Signatures.")
  private SignatureFormat format;

  @Option(
      names = "--context",
      paramLabel = "FILE",
      description = "The context of an ML-DSA signature: up to 255 bytes that it is bound to.")
  private @Nullable InputFile context;

  @Nullable String algorithm() {
    return algorithm;
  }

  SignatureFormat format() {
    return format;
  }

  byte @Nullable [] context(Session session) throws CommandException {
    return context == null ? null : context.read(session.terminal(), LONGEST_CONTEXT);
  }
}
