package io.vaultjca.provider.signature;

import io.vaultjca.handle.RsaPublicHandle;
import java.security.SignatureException;
import java.util.function.Predicate;

/**
 * An RSA signature: a number as long as the modulus, in the service's form as in the JCA's.
 *
 * @param verifier whether a signature of the right length is one of this value
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
record RsaRequest(RsaPublicHandle key, String algorithm, byte[] value, Predicate<byte[]> verifier)
    implements SignatureRequest {
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
