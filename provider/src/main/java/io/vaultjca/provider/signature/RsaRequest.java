package io.vaultjca.provider.signature;

import io.vaultjca.handle.RsaPublicHandle;
import io.vaultjca.provider.jvm.Digest;
import java.security.SignatureException;
import java.util.Map;
import java.util.function.Predicate;

/**
 * An RSA signature: a number as long as the modulus, in the service's form as in the JCA's.
 *
 * @param verifier whether a signature of the right length is one of this value
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
record RsaRequest(RsaPublicHandle key, String algorithm, byte[] value, Predicate<byte[]> verifier)
    implements SignatureRequest.OfDigest {
  /** The PKCS #1 v1.5 signatures of which the service builds the DigestInfo from a digest. */
  static final Map<Digest, String> OF_DIGESTS =
      Map.of(Digest.SHA_256, "RS256", Digest.SHA_384, "RS384", Digest.SHA_512, "RS512");

  /** The one of which the client brings the DigestInfo. */
  static final String OF_DIGEST_INFO = "RSNULL";

  static RsaRequest pkcs1(RsaPublicHandle key, String algorithm, byte[] value, byte[] digestInfo) {
    return new RsaRequest(
        key, algorithm, value, signature -> RsaVerification.pkcs1(key, digestInfo, signature));
  }

  @Override
  public byte[] toJca(byte[] answer) throws SignatureException {
    int expected = RsaSignature.modulusLength(key.getModulus());
    if (answer.length != expected) {
      throw new SignatureException(
          "The service answered a signature of %s bytes for the key %s; it must have %s"
              .formatted(answer.length, key, expected));
    }
    return answer;
  }

  @Override
  public boolean verifiesInJvm(byte[] signature) {
    return verifier.test(signature);
  }
}
