package io.vaultjca.vault;

import java.math.BigInteger;

/** The public part of a key, as in the service's JSON Web Key (RFC 7517). */
public sealed interface KeyMaterial {
  /** An RSA key: {@code n} and {@code e}. */
  record Rsa(BigInteger modulus, BigInteger publicExponent) implements KeyMaterial {}

  /** A key on an elliptic curve in the service's notation, such as {@code P-256}. */
  record Ec(String curve, BigInteger x, BigInteger y) implements KeyMaterial {}

  /**
   * An algorithm key pair: {@code alg}, such as {@code ML-DSA-65}, and {@code pub}, the public key
   * in the encoding of that algorithm.
   */
  @SuppressWarnings("ArrayRecordComponent") // KeySearch and Replicas use Arrays.
  record Akp(String algorithm, byte[] publicKey) implements KeyMaterial {}

  /** A symmetric key: only its size in bits is public. 0 if the service does not report it. */
  record Symmetric(int bits) implements KeyMaterial {}
}
