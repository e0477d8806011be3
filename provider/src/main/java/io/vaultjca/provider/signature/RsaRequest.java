package io.vaultjca.provider.signature;

import io.vaultjca.handle.RsaPublicHandle;
import io.vaultjca.provider.jvm.Digest;
import java.security.SignatureException;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The request for an RSA signature. The JCA and the service have the same form of it: a number as
 * long as the modulus.
 *
 * @param verifier verifies a signature of the right length in the JVM
 */
@SuppressWarnings("ArrayRecordComponent") // It is never compared.
record RsaRequest(RsaPublicHandle key, String algorithm, byte[] value, Predicate<byte[]> verifier)
    implements SignatureRequest.OfDigest {
  /** The PKCS #1 v1.5 algorithms for which the service builds the DigestInfo. */
  static final Map<Digest, String> OF_DIGESTS =
      Map.of(Digest.SHA_256, "RS256", Digest.SHA_384, "RS384", Digest.SHA_512, "RS512");

  /** The PKCS #1 v1.5 algorithm for which the client builds the DigestInfo. */
  static final String OF_DIGEST_INFO = "RSNULL";

  static RsaRequest pkcs1(RsaPublicHandle key, String algorithm, byte[] value, byte[] digestInfo) {
    return new RsaRequest(
        key, algorithm, value, signature -> RsaVerification.pkcs1(key, digestInfo, signature));
  }

  @Override
  public byte[] toJca(byte[] answer) throws SignatureException {
    return SignatureRequest.ofLength(RsaSignature.modulusLength(key.getModulus()), answer, key);
  }

  @Override
  public boolean verifiesInJvm(byte[] signature) {
    return verifier.test(signature);
  }
}
