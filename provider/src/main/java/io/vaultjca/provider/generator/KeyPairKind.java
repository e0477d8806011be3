package io.vaultjca.provider.generator;

/** The kinds of key pair. */
enum KeyPairKind {
  /** RSA keys; of 2048 bits unless the caller says otherwise. */
  RSA,
  /** Elliptic curve keys; on P-256 unless the caller says otherwise. */
  EC,
  /** ML-DSA keys; of ML-DSA-65, as in the JDK, unless the caller says otherwise. */
  ML_DSA
}
