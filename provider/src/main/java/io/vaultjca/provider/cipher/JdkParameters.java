package io.vaultjca.provider.cipher;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;

/** Parameters as the JDK's own provider makes them, whatever provider stands first. */
final class JdkParameters {
  private JdkParameters() {}

  static AlgorithmParameters of(String algorithm, AlgorithmParameterSpec spec) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance(algorithm, "SunJCE");
      parameters.init(spec);
      return parameters;
    } catch (GeneralSecurityException e) {
      throw new ProviderException("The parameters " + algorithm + " cannot be made", e);
    }
  }
}
