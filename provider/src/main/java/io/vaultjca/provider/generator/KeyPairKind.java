package io.vaultjca.provider.generator;

import java.util.Set;

/** The kinds of key pairs. */
enum KeyPairKind {
  /** RSA keys, by default of 2048 bits. */
  RSA,
  /** Elliptic curve keys, by default on P-256. */
  EC,
  /** ML-DSA keys, by default of ML-DSA-65, as in the JDK. */
  ML_DSA;

  static final Set<Integer> RSA_SIZES = Set.of(2048, 3072, 4096);
  static final int RSA_DEFAULT_SIZE = 2048;
}
