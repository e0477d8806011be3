package io.vaultjca.embedded.crypto;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Reads the algorithm and parameters of a SubjectPublicKeyInfo. */
final class EncodedKeys {
  private EncodedKeys() {}

  /** Returns {@code RSA} or {@code EC}. */
  static String algorithm(byte[] spki) throws InvalidInputException {
    ASN1ObjectIdentifier algorithm = identifier(spki).getAlgorithm();
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return "RSA";
    }
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return "EC";
    }
    throw new InvalidInputException("Keys of type " + algorithm + " are not supported.");
  }

  static Curve curve(byte[] spki) throws InvalidInputException {
    return curve(identifier(spki));
  }

  static Curve curve(AlgorithmIdentifier algorithm) throws InvalidInputException {
    if (!(algorithm.getParameters() instanceof ASN1ObjectIdentifier curve)) {
      throw new InvalidInputException("Only keys on a named curve are supported.");
    }
    if (curve.equals(SECObjectIdentifiers.secp256r1)) {
      return Curve.P_256;
    }
    if (curve.equals(SECObjectIdentifiers.secp256k1)) {
      return Curve.P_256K;
    }
    if (curve.equals(SECObjectIdentifiers.secp384r1)) {
      return Curve.P_384;
    }
    if (curve.equals(SECObjectIdentifiers.secp521r1)) {
      return Curve.P_521;
    }
    throw new InvalidInputException("The curve " + curve + " is not supported.");
  }

  private static AlgorithmIdentifier identifier(byte[] spki) {
    return SubjectPublicKeyInfo.getInstance(spki).getAlgorithm();
  }
}
