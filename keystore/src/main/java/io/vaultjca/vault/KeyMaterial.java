package io.vaultjca.vault;

import java.math.BigInteger;

/** The public part of a key, as the service's JSON Web Key (RFC 7517) gives it. */
public sealed interface KeyMaterial {
  /** An RSA key: {@code n} and {@code e}. */
  record Rsa(BigInteger modulus, BigInteger publicExponent) implements KeyMaterial {}

  /** A key on the elliptic curve that the service names so, such as {@code P-256}. */
  record Ec(String curve, BigInteger x, BigInteger y) implements KeyMaterial {}

  /**
   * An algorithm key pair: {@code alg} and {@code pub}, a public key in the encoding of its
   * algorithm, such as {@code ML-DSA-65}.
   */
  @SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
  record Akp(String algorithm, byte[] publicKey) implements KeyMaterial {}

  /** A symmetric key, of which its size alone is public: in bits, 0 where the service is silent. */
  record Symmetric(int bits) implements KeyMaterial {}
}
