package io.vaultjca.embedded.crypto;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** Verifies the signatures of JSON Web Tokens that Microsoft Entra ID accepts from a client. */
public final class JwtSignatures {
  private JwtSignatures() {}

  /** Verifies a signature; false also if it is malformed or its algorithm is unknown. */
  public static boolean verify(String algorithm, PublicKey key, byte[] signed, byte[] signature) {
    try {
      Signature verifier;
      switch (algorithm) {
        case "RS256" -> verifier = Signature.getInstance("SHA256withRSA", Providers.RSA);
        case "PS256" -> {
          verifier = Signature.getInstance("RSASSA-PSS", Providers.RSA);
          verifier.setParameter(
              new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
        default -> {
          return false;
        }
      }
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }
}
