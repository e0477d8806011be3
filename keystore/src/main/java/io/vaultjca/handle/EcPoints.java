package io.vaultjca.handle;

import io.vaultjca.key.Curve;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.BigIntegers;

/** Checks and encodes points on the service's curves: the public halves of EC keys. */
final class EcPoints {
  private EcPoints() {}

  /** Returns the curve with an object identifier (SEC 2). */
  static Optional<Curve> curve(ASN1ObjectIdentifier oid) {
    return Arrays.stream(Curve.values()).filter(curve -> oid(curve).equals(oid)).findFirst();
  }

  private static ASN1ObjectIdentifier oid(Curve curve) {
    return ECNamedCurveTable.getOID(curve.standardName());
  }

  /** Whether x and y solve the curve's equation (SEC 1, section 3.2.2.1, steps 2 and 3). */
  static boolean isOn(Curve curve, BigInteger x, BigInteger y) {
    EllipticCurve shape = curve.parameters().getCurve();
    BigInteger p = ((ECFieldFp) shape.getField()).getP();
    if (x.signum() < 0 || x.compareTo(p) >= 0 || y.signum() < 0 || y.compareTo(p) >= 0) {
      return false;
    }
    BigInteger right = x.multiply(x).add(shape.getA()).multiply(x).add(shape.getB());
    return y.multiply(y).subtract(right).mod(p).signum() == 0;
  }

  /** Returns the X.509 encoding of a public key (RFC 5480). */
  static byte[] encode(Curve curve, ECPoint point) {
    int length = curve.coordinateLength();
    byte[] uncompressed = new byte[1 + 2 * length];
    uncompressed[0] = 4;
    BigIntegers.asUnsignedByteArray(point.getAffineX(), uncompressed, 1, length);
    BigIntegers.asUnsignedByteArray(point.getAffineY(), uncompressed, 1 + length, length);
    try {
      return new SubjectPublicKeyInfo(
              new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, oid(curve)), uncompressed)
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
