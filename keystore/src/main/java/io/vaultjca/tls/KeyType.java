package io.vaultjca.tls;

import io.vaultjca.key.MlDsaParameterSet;
import java.util.Optional;

/**
 * The type of key that an engine requests from a key manager. JSSE has the names {@code RSA},
 * {@code EC}, {@code EC_EC} and {@code EC_RSA}, where the second part is the issuer's type.
 * BouncyCastle adds a curve in TLS 1.3 ({@code EC/secp256r1}), uses the parameter set of ML-DSA
 * there ({@code ML-DSA-65}), and up to TLS 1.2 the key exchange ({@code ECDHE_ECDSA}).
 *
 * @param algorithm the algorithm of the key, as in its certificate; may leave out the parameter set
 *     of ML-DSA
 * @param issuer the algorithm of the issuer's key; empty for any
 * @param curve the name of the curve in SEC 2; empty for any
 * @param signs whether the key must sign; false if the engine does not say, as JSSE
 */
record KeyType(String algorithm, Optional<String> issuer, Optional<String> curve, boolean signs) {
  static final String RSA = "RSA";
  static final String EC = "EC";

  /** Returns the key type with a name. An unknown one matches no certificate. */
  static KeyType of(String name) {
    int slash = name.indexOf('/');
    if (slash >= 0) {
      return new KeyType(
          name.substring(0, slash), Optional.empty(), Optional.of(name.substring(slash + 1)), true);
    }
    return switch (name) {
      case "ECDHE_ECDSA" -> of(EC, true);
      case "ECDHE_RSA", "DHE_RSA" -> of(RSA, true);
      case "EC_EC", "EC_RSA" ->
          new KeyType(EC, Optional.of(name.substring(3)), Optional.empty(), false);
      default -> of(name, false);
    };
  }

  /** Whether a key is of this type. The algorithm of an ML-DSA key is its parameter set. */
  boolean isOf(String keyAlgorithm) {
    return keyAlgorithm.equals(algorithm)
        || (algorithm.equals(MlDsaParameterSet.ALGORITHM)
            && MlDsaParameterSet.ofName(keyAlgorithm).isPresent());
  }

  private static KeyType of(String algorithm, boolean signs) {
    return new KeyType(algorithm, Optional.empty(), Optional.empty(), signs);
  }
}
