package io.vaultjca.provider.signature;

import io.vaultjca.handle.EcPublicHandle;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.PublicHandle;
import io.vaultjca.key.Curve;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.jvm.OtherProviders;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.interfaces.ECKey;
import java.util.Optional;

/** ECDSA (FIPS 186-5, section 6.4), with any digest on any of the service's curves. */
final class EcdsaSignature extends VaultSignature {
  /** The longest digest there is, as in the JDK. */
  private static final int LONGEST_DIGEST = 64;

  /** Null if the caller brings the digest. */
  private final Digest digest;

  private final EcdsaEncoding encoding;

  EcdsaSignature(OtherProviders others, String algorithm, Digest digest, EcdsaEncoding encoding) {
    super(others, algorithm);
    this.digest = digest;
    this.encoding = encoding;
  }

  @Override
  void checkType(KeyHandle candidate) throws InvalidKeyException {
    if (!(candidate instanceof ECKey)) {
      throw new InvalidKeyException(
          "%s needs an EC key; %s is of the type %s"
              .formatted(algorithm(), candidate, candidate.getAlgorithm()));
    }
  }

  /** TR-03111 and IEEE P1363 name the same encoding; the JDK knows the latter name. */
  @Override
  String foreignAlgorithm() {
    return algorithm().replace("withPLAIN-ECDSA", "withECDSAinP1363Format");
  }

  @Override
  MessageInput newInput(KeyHandle current) {
    return digest != null
        ? new MessageInput.Hashed(digest)
        : new MessageInput.Raw(
            LONGEST_DIGEST,
            "The digest is too long for %s with the key %s".formatted(algorithm(), current));
  }

  @Override
  EcdsaRequest request(PublicHandle key, byte[] message) {
    EcPublicHandle ec = (EcPublicHandle) key;
    return new EcdsaRequest(ec, encoding, fit(message, ec.curve().digestLength()));
  }

  @Override
  Optional<byte[]> toService(PublicHandle key, byte[] signature) throws SignatureException {
    Curve curve = ((EcPublicHandle) key).curve();
    BigInteger[] numbers = encoding.decode(curve, signature);
    return EcdsaEncoding.inRange(curve, numbers)
        ? Optional.of(EcdsaEncoding.fixedLength(curve, numbers[0], numbers[1]))
        : Optional.empty();
  }

  /**
   * Makes a digest as long as the service wants it. ECDSA takes the leftmost bits of a longer
   * digest and the number of a shorter one (FIPS 186-5, section 6.4.1, step 2), so a longer one is
   * cut and a shorter one gets zeros in front.
   */
  static byte[] fit(byte[] digest, int length) {
    byte[] fitted = new byte[length];
    int count = Math.min(digest.length, length);
    System.arraycopy(digest, 0, fitted, length - count, count);
    return fitted;
  }
}
