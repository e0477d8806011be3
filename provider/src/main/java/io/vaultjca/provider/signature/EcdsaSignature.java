package io.vaultjca.provider.signature;

import io.vaultjca.key.Curve;
import io.vaultjca.key.VaultEcPrivateKey;
import io.vaultjca.key.VaultEcPublicKey;
import io.vaultjca.key.VaultKey;
import io.vaultjca.key.VaultPrivateKey;
import io.vaultjca.key.VaultPublicKey;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.jvm.OtherProviders;
import io.vaultjca.vault.VaultException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECKey;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/** ECDSA (FIPS 186-5, section 6.4), with any digest on any of the service's curves. */
public final class EcdsaSignature extends VaultSignature {
  /** The longest digest there is, as in the JDK. */
  private static final int LONGEST_DIGEST = 64;

  private final Digest digest;
  private final EcdsaEncoding encoding;

  /**
   * Creates a signature.
   *
   * @param others the providers for foreign keys
   * @param algorithm the JCA name
   * @param digest the digest; null if the caller brings it
   * @param encoding the form of the signature
   */
  public EcdsaSignature(
      OtherProviders others, String algorithm, Digest digest, EcdsaEncoding encoding) {
    super(others, algorithm);
    this.digest = digest;
    this.encoding = encoding;
  }

  @Override
  void checkType(VaultKey candidate) throws InvalidKeyException {
    if (!(candidate instanceof ECKey)) {
      throw new InvalidKeyException(
          algorithm()
              + " needs an EC key; "
              + candidate
              + " is of the type "
              + candidate.getAlgorithm());
    }
  }

  /** The JDK's providers do not know secp256k1. */
  @Override
  boolean verifiableByJdk(VaultPublicKey candidate) {
    return ((VaultEcPublicKey) candidate).curve() != Curve.P_256K;
  }

  @Override
  MessageInput newInput(VaultKey current) {
    return digest != null
        ? new MessageInput.Hashed(digest)
        : new MessageInput.Raw(
            LONGEST_DIGEST,
            "The digest is too long for " + algorithm() + " with the key " + current);
  }

  @Override
  byte[] sign(VaultPrivateKey by, byte[] message) throws SignatureException, VaultException {
    VaultEcPublicKey publicKey = ((VaultEcPrivateKey) by).publicKey();
    Curve curve = publicKey.curve();
    byte[] fitted = fit(message, curve.digestLength());
    byte[] signature = by.remote().sign(curve.signatureAlgorithm(), fitted);
    BigInteger[] numbers = EcdsaEncoding.numbersOfService(curve, signature);
    prove(by, () -> verifyInJvm(publicKey, fitted, numbers));
    return encoding.encode(curve, numbers[0], numbers[1]);
  }

  @Override
  boolean verify(VaultPublicKey by, byte[] message, byte[] signature)
      throws SignatureException, VaultException {
    VaultEcPublicKey key = (VaultEcPublicKey) by;
    Curve curve = key.curve();
    BigInteger[] numbers = encoding.decode(curve, signature);
    if (!EcdsaEncoding.inRange(curve, numbers)) {
      return false;
    }
    byte[] fitted = fit(message, curve.digestLength());
    if (verifiesLocally(key)) {
      return verifyInJvm(key, fitted, numbers);
    }
    return by.remote()
        .verify(
            curve.signatureAlgorithm(),
            fitted,
            EcdsaEncoding.fixedLength(curve, numbers[0], numbers[1]));
  }

  private static boolean verifyInJvm(VaultEcPublicKey key, byte[] digest, BigInteger[] numbers) {
    return key.curve() == Curve.P_256K
        ? verifyByBouncyCastle(key, digest, numbers)
        : verifyByJdk(key, digest, numbers);
  }

  private static boolean verifyByJdk(VaultEcPublicKey key, byte[] digest, BigInteger[] numbers) {
    try {
      Signature verifier = Signature.getInstance("NONEwithECDSAinP1363Format", "SunEC");
      verifier.initVerify(key);
      verifier.update(digest);
      return verifier.verify(EcdsaEncoding.fixedLength(key.curve(), numbers[0], numbers[1]));
    } catch (GeneralSecurityException e) {
      throw new ProviderException("The JDK's provider SunEC cannot verify with " + key, e);
    }
  }

  private static boolean verifyByBouncyCastle(
      VaultEcPublicKey key, byte[] digest, BigInteger[] numbers) {
    X9ECParameters curve = ECNamedCurveTable.getByName(key.curve().standardName());
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(
        false,
        new ECPublicKeyParameters(
            curve.getCurve().createPoint(key.getW().getAffineX(), key.getW().getAffineY()),
            new ECDomainParameters(curve)));
    return verifier.verifySignature(digest, numbers[0], numbers[1]);
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
