package io.vaultjca.provider.signature;

import io.vaultjca.key.Curve;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.util.BigIntegers;

/** The JCA's two forms of an ECDSA signature, and their conversion from and to the service's. */
enum EcdsaEncoding {
  /** A SEQUENCE of r and s (RFC 3279, section 2.2.3). */
  DER {
    @Override
    byte[] encode(Curve curve, BigInteger r, BigInteger s) throws SignatureException {
      try {
        return StandardDSAEncoding.INSTANCE.encode(curve.parameters().getOrder(), r, s);
      } catch (IOException | IllegalArgumentException e) {
        throw new SignatureException(
            "The service answered with something that is not an ECDSA signature", e);
      }
    }

    @Override
    BigInteger[] decode(Curve curve, byte[] signature) throws SignatureException {
      try {
        // Without the order: a number out of range is a wrong signature, not a malformed encoding.
        return StandardDSAEncoding.INSTANCE.decode(null, signature);
      } catch (IOException | IllegalArgumentException | ClassCastException e) {
        throw new SignatureException(
            "The signature is not the DER encoding of an ECDSA signature on " + curve.serviceName(),
            e);
      }
    }
  },

  /** The concatenation of r and s, each as long as the curve's order (IEEE P1363). */
  P1363 {
    @Override
    byte[] encode(Curve curve, BigInteger r, BigInteger s) {
      return fixedLength(curve, r, s);
    }

    @Override
    BigInteger[] decode(Curve curve, byte[] signature) throws SignatureException {
      int length = curve.coordinateLength();
      if (signature.length != 2 * length) {
        throw new SignatureException(
            "A P1363 signature on %s has %s bytes; this one has %s"
                .formatted(curve.serviceName(), 2 * length, signature.length));
      }
      return split(signature);
    }
  };

  /** Encodes r and s in this form. */
  abstract byte[] encode(Curve curve, BigInteger r, BigInteger s) throws SignatureException;

  /** Decodes r and s, which may be out of range. */
  abstract BigInteger[] decode(Curve curve, byte[] signature) throws SignatureException;

  /** Converts a signature from the service's form to this one. */
  final byte[] ofService(Curve curve, byte[] signature) throws SignatureException {
    if (signature.length != 2 * curve.coordinateLength()) {
      throw new SignatureException(
          "The service answered with an ECDSA signature of %s bytes; on %s it must have %s"
              .formatted(signature.length, curve.serviceName(), 2 * curve.coordinateLength()));
    }
    BigInteger[] numbers = split(signature);
    if (!inRange(curve, numbers)) {
      throw new SignatureException(
          "The service answered with something that is not an ECDSA signature: its numbers are out of the range of %s"
              .formatted(curve.serviceName()));
    }
    return encode(curve, numbers[0], numbers[1]);
  }

  /** Encodes r and s in the service's form (RFC 7518, section 3.4). */
  static byte[] fixedLength(Curve curve, BigInteger r, BigInteger s) {
    int length = curve.coordinateLength();
    byte[] signature = new byte[2 * length];
    BigIntegers.asUnsignedByteArray(r, signature, 0, length);
    BigIntegers.asUnsignedByteArray(s, signature, length, length);
    return signature;
  }

  /** Whether both numbers are in [1, n - 1] (FIPS 186-5, section 6.4.2, step 1). */
  static boolean inRange(Curve curve, BigInteger[] numbers) {
    BigInteger order = curve.parameters().getOrder();
    return Arrays.stream(numbers).allMatch(x -> x.signum() > 0 && x.compareTo(order) < 0);
  }

  /** Splits a signature in the service's form. */
  static BigInteger[] split(byte[] signature) {
    int length = signature.length / 2;
    return new BigInteger[] {
      new BigInteger(1, signature, 0, length), new BigInteger(1, signature, length, length)
    };
  }
}
