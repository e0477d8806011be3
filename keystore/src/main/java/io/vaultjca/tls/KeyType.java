package io.vaultjca.tls;

import io.vaultjca.key.MlDsaParameterSet;
import java.util.Optional;

/**
 * The kind of key that an engine asks a key manager for. JSSE has the names {@code RSA}, {@code
 * EC}, {@code EC_EC} and {@code EC_RSA} (the second part is the issuer's); BouncyCastle adds a
 * curve in TLS 1.3 ({@code EC/secp256r1}), names ML-DSA by its parameter set there ({@code
 * ML-DSA-65}), and names the key exchange up to TLS 1.2 ({@code ECDHE_ECDSA}).
 *
 * @param algorithm of the key, as in its certificate; the parameter set of ML-DSA may be left out
 * @param issuer the algorithm of the issuer's key; empty for any
 * @param curve as SEC 2 names it; empty for any
 * @param signs whether the key is surely to sign; JSSE does not say
 */
record KeyType(String algorithm, Optional<String> issuer, Optional<String> curve, boolean signs) {
  static final String RSA = "RSA";
  static final String EC = "EC";

  /** The key type of a name; one that nobody knows has no certificate. */
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

  /** Whether a key of this algorithm is of the type; that of an ML-DSA key is its parameter set. */
  boolean isOf(String keyAlgorithm) {
    return keyAlgorithm.equals(algorithm)
        || (algorithm.equals(MlDsaParameterSet.ALGORITHM)
            && MlDsaParameterSet.ofName(keyAlgorithm).isPresent());
  }

  private static KeyType of(String algorithm, boolean signs) {
    return new KeyType(algorithm, Optional.empty(), Optional.empty(), signs);
  }
}
