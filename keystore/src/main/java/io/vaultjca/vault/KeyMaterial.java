package io.vaultjca.vault;

import java.math.BigInteger;

/** The public part of a key, as the service's JSON Web Key (RFC 7517) gives it. */
public sealed interface KeyMaterial {
  /**
   * An RSA key.
   *
   * @param modulus the modulus {@code n}
   * @param publicExponent the exponent {@code e}
   */
  record Rsa(BigInteger modulus, BigInteger publicExponent) implements KeyMaterial {}

  /**
   * A key on an elliptic curve.
   *
   * @param curve the service's name of the curve, such as {@code P-256}
   * @param x the point's first coordinate
   * @param y the point's second coordinate
   */
  record Ec(String curve, BigInteger x, BigInteger y) implements KeyMaterial {}

  /** A symmetric key: nothing of it is public. */
  record Symmetric() implements KeyMaterial {}
}
