package io.vaultjca.provider.signature;

import io.vaultjca.handle.EcPublicHandle;
import io.vaultjca.key.Curve;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/**
 * The request for an ECDSA signature of a digest, which has the length that the curve's algorithm
 * requires. The service's form of a signature is r and s, each as long as the curve's order.
 */
@SuppressWarnings("ArrayRecordComponent") // It is never compared.
record EcdsaRequest(EcPublicHandle key, EcdsaEncoding encoding, byte[] value)
    implements SignatureRequest.OfDigest {
  @Override
  public String algorithm() {
    return key.curve().signatureAlgorithm();
  }

  @Override
  public byte[] toJca(byte[] answer) throws SignatureException {
    return encoding.ofService(key.curve(), answer);
  }

  @Override
  public boolean verifiesInJvm(byte[] signature) {
    BigInteger[] numbers = EcdsaEncoding.split(signature);
    return (key.curve() != Curve.P_256K && verifiesByJdk(signature))
        || (isBeyondTheJdk(numbers[0]) && verifiesByBouncyCastle(numbers));
  }

  /**
   * Whether the JDK may wrongly refuse the signature. It does not support secp256k1. JDK 17 also
   * compares r with the coordinate instead of its remainder (FIPS 186-5, section 6.4.2, step 7).
   * They differ if the coordinate is not less than the order: for at most one signature in 2^32.
   */
  private boolean isBeyondTheJdk(BigInteger r) {
    ECParameterSpec curve = key.getParams();
    BigInteger field = ((ECFieldFp) curve.getCurve().getField()).getP();
    return key.curve() == Curve.P_256K || r.add(curve.getOrder()).compareTo(field) < 0;
  }

  private boolean verifiesByJdk(byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("NONEwithECDSAinP1363Format", "SunEC");
      verifier.initVerify(key);
      verifier.update(value);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("The JDK's provider SunEC cannot verify with " + key, e);
    }
  }

  private boolean verifiesByBouncyCastle(BigInteger[] numbers) {
    X9ECParameters curve = ECNamedCurveTable.getByName(key.curve().standardName());
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(
        false,
        new ECPublicKeyParameters(
            curve.getCurve().createPoint(key.getW().getAffineX(), key.getW().getAffineY()),
            new ECDomainParameters(curve)));
    return verifier.verifySignature(value, numbers[0], numbers[1]);
  }
}
