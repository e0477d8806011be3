package io.vaultjca.provider.signature;

import java.security.SignatureException;

/**
 * What the service is asked to sign or to verify, and how its signatures are read. Immutable, and
 * built under the lock of the signature whose message it holds.
 */
sealed interface SignatureRequest permits RsaRequest, EcdsaRequest {
  /** The service's signature algorithm. */
  String algorithm();

  /** The digest, of the algorithm's length; for {@code RSNULL} the DigestInfo. */
  byte[] value();

  /** From the service's form of a signature to the JCA's. */
  byte[] toJca(byte[] answer) throws SignatureException;

  /** Whether a signature in the service's form verifies with the public key, in the JVM. */
  boolean verifiesInJvm(byte[] signature);
}
