package io.vaultjca.provider.signature;

import io.vaultjca.VaultException;
import io.vaultjca.vault.RemoteKey;
import java.security.SignatureException;

/**
 * What the service is asked to sign or to verify, and how its signatures are read. Immutable, and
 * built under the lock of the signature whose message it holds.
 */
sealed interface SignatureRequest permits SignatureRequest.OfDigest, MlDsaRequest {
  /** Has it signed, one request; the answer is in the service's form. */
  byte[] signature(RemoteKey remote) throws VaultException;

  /** Has a signature in the service's form verified: one request. */
  boolean verifies(RemoteKey remote, byte[] signature) throws VaultException;

  /** From the service's form of a signature to the JCA's. */
  byte[] toJca(byte[] answer) throws SignatureException;

  /** Whether a signature in the service's form verifies with the public key, in the JVM. */
  boolean verifiesInJvm(byte[] signature);

  /** A request that names an algorithm and has a digest of its length. */
  sealed interface OfDigest extends SignatureRequest permits RsaRequest, EcdsaRequest {
    /** The service's signature algorithm. */
    String algorithm();

    /** The digest, of the algorithm's length; for {@code RSNULL} the DigestInfo. */
    byte[] value();

    @Override
    default byte[] signature(RemoteKey remote) throws VaultException {
      return remote.sign(algorithm(), value());
    }

    @Override
    default boolean verifies(RemoteKey remote, byte[] signature) throws VaultException {
      return remote.verify(algorithm(), value(), signature);
    }
  }
}
