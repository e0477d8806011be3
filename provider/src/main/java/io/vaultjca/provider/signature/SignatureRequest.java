package io.vaultjca.provider.signature;

import io.vaultjca.VaultException;
import io.vaultjca.handle.PublicHandle;
import io.vaultjca.vault.RemoteKey;
import java.security.SignatureException;

/**
 * A request to sign or to verify, and the conversion of the service's signatures. Immutable; it is
 * built under the lock of the {@link VaultSignature}.
 */
sealed interface SignatureRequest permits SignatureRequest.OfDigest, MlDsaRequest {
  /** Sends the request to sign; returns the signature in the service's form. */
  byte[] signature(RemoteKey remote) throws VaultException;

  /** Sends the request to verify a signature in the service's form. */
  boolean verifies(RemoteKey remote, byte[] signature) throws VaultException;

  /** Checks a signature of the service, and converts it to the JCA's form. */
  byte[] toJca(byte[] answer) throws SignatureException;

  /** Verifies a signature in the service's form with the public key, in the JVM. */
  boolean verifiesInJvm(byte[] signature);

  /** Checks the length of a signature that needs no conversion. */
  static byte[] ofLength(int expected, byte[] answer, PublicHandle key) throws SignatureException {
    if (answer.length != expected) {
      throw new SignatureException(
          "The service answered with a signature of %s bytes for the key %s; it must have %s"
              .formatted(answer.length, key, expected));
    }
    return answer;
  }

  /** A request with an algorithm and a digest. */
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
