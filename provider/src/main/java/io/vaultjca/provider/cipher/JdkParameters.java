package io.vaultjca.provider.cipher;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/** Parameters of the JDK's own provider, whichever provider comes first in the JVM. */
final class JdkParameters {
  private JdkParameters() {}

  /** Converts the parameters of a cipher in this package. */
  static AlgorithmParameters of(AlgorithmParameterSpec spec) {
    String algorithm =
        spec instanceof IvParameterSpec ? "AES" : spec instanceof GCMParameterSpec ? "GCM" : "OAEP";
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance(algorithm, "SunJCE");
      parameters.init(spec);
      return parameters;
    } catch (GeneralSecurityException e) {
      throw new ProviderException("The parameters %s cannot be made".formatted(algorithm), e);
    }
  }

  /** The initialisation vector in the parameters; null if they have none. */
  static byte @Nullable [] iv(@Nullable AlgorithmParameterSpec spec) {
    if (spec instanceof IvParameterSpec iv) {
      return iv.getIV();
    }
    return spec instanceof GCMParameterSpec gcm ? gcm.getIV() : null;
  }
}
