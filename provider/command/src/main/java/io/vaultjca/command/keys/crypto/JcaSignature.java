package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.MlDsaContextParameterSpec;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Maps the service's signature algorithms to those of the JCA. Our provider performs them: it
 * digests the message and returns no signature that does not verify.
 */
final class JcaSignature {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("RS256", "SHA256withRSA"),
          Map.entry("RS384", "SHA384withRSA"),
          Map.entry("RS512", "SHA512withRSA"),
          Map.entry("PS256", "SHA256withRSASSA-PSS"),
          Map.entry("PS384", "SHA384withRSASSA-PSS"),
          Map.entry("PS512", "SHA512withRSASSA-PSS"),
          Map.entry("RSNULL", "NONEwithRSA"),
          Map.entry("ES256", "SHA256withECDSA"),
          Map.entry("ES256K", "SHA256withECDSA"),
          Map.entry("ES384", "SHA384withECDSA"),
          Map.entry("ES512", "SHA512withECDSA"));

  private JcaSignature() {}

  /**
   * Creates a signature object, which has no key yet.
   *
   * @param context the context of an ML-DSA signature, or null for none
   */
  static Signature of(String algorithm, SignatureFormat format, byte @Nullable [] context)
      throws GeneralSecurityException, CommandException {
    String name = NAMES.getOrDefault(algorithm, algorithm);
    boolean ecdsa = algorithm.startsWith("ES");
    Signature signature =
        Signature.getInstance(
            ecdsa && format == SignatureFormat.raw ? name + "inP1363Format" : name,
            new AzureKeyVaultProvider());
    if (context != null) {
      if (!algorithm.startsWith("ML-DSA")) {
        throw new CommandException("%s takes no context: omit --context.".formatted(algorithm));
      }
      if (context.length > MlDsaContextParameterSpec.LONGEST) {
        throw new CommandException(
            "A context has at most %s bytes, but this one has %s."
                .formatted(MlDsaContextParameterSpec.LONGEST, context.length));
      }
      signature.setParameter(new MlDsaContextParameterSpec(context));
    }
    return signature;
  }
}
