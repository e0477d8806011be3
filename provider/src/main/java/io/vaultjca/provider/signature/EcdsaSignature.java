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

/** ECDSA (FIPS 186-5, section 6.4): any digest with any of the service's curves. */
final class EcdsaSignature extends VaultSignature {
  /** The JDK's limit for a digest that the caller computed, in bytes. */
  private static final int LONGEST_DIGEST = 64;

  /** Empty if the caller computes the digest. */
  private final Optional<Digest> digest;

  private final EcdsaEncoding encoding;

  EcdsaSignature(
      OtherProviders others, String algorithm, Optional<Digest> digest, EcdsaEncoding encoding) {
    super(others, algorithm);
    this.digest = digest;
    this.encoding = encoding;
  }

  @Override
  void checkType(KeyHandle candidate) throws InvalidKeyException {
    if (!(candidate instanceof ECKey)) {
      throw wrongType("an EC", candidate);
    }
  }

  /** TR-03111 and IEEE P1363 have the same encoding, and the JDK has only the latter name. */
  @Override
  String foreignAlgorithm() {
    return algorithm().replace("withPLAIN-ECDSA", "withECDSAinP1363Format");
  }

  @Override
  MessageInput newInput(KeyHandle current) {
    return digest.isPresent()
        ? new MessageInput.Hashed(digest.get())
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
   * Converts a digest to the length that the service requires. ECDSA uses the leftmost bits of a
   * longer digest, and a shorter one as a number (FIPS 186-5, section 6.4.1, step 2): so a longer
   * one is truncated, and a shorter one gets leading zeros.
   */
  static byte[] fit(byte[] digest, int length) {
    byte[] fitted = new byte[length];
    int count = Math.min(digest.length, length);
    System.arraycopy(digest, 0, fitted, length - count, count);
    return fitted;
  }
}
