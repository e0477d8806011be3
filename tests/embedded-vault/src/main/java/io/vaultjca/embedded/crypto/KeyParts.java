package io.vaultjca.embedded.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;

/** Builds keys from numbers or encodings, and checks that both halves of a pair match. */
public final class KeyParts {
  private static final int PRIME_CERTAINTY = 50;

  private KeyParts() {}

  /**
   * Builds an RSA key.
   *
   * @throws InvalidInputException if the size is not 2048, 3072 or 4096, or the numbers do not
   *     match
   */
  public static KeyMaterial.Rsa rsa(
      BigInteger n,
      BigInteger e,
      BigInteger d,
      BigInteger p,
      BigInteger q,
      BigInteger dp,
      BigInteger dq,
      BigInteger qi)
      throws InvalidInputException {
    int bits = n.bitLength();
    if (bits != 2048 && bits != 3072 && bits != 4096) {
      throw new InvalidInputException("Invalid key size: '" + bits + "'");
    }
    BigInteger probe = BigInteger.valueOf(0x1234_5678);
    boolean belongTogether =
        p.multiply(q).equals(n)
            && p.compareTo(BigInteger.ONE) > 0
            && q.compareTo(BigInteger.ONE) > 0
            && d.mod(p.subtract(BigInteger.ONE)).equals(dp)
            && d.mod(q.subtract(BigInteger.ONE)).equals(dq)
            && q.multiply(qi).mod(p).equals(BigInteger.ONE)
            && probe.modPow(e, n).modPow(d, n).equals(probe)
            && p.isProbablePrime(PRIME_CERTAINTY)
            && q.isProbablePrime(PRIME_CERTAINTY);
    if (!belongTogether) {
      throw new InvalidInputException("The RSA key's private and public part do not match.");
    }
    try {
      KeyFactory factory = KeyFactory.getInstance("RSA", Providers.RSA);
      return new KeyMaterial.Rsa(
          (RSAPrivateCrtKey)
              factory.generatePrivate(new RSAPrivateCrtKeySpec(n, e, d, p, q, dp, dq, qi)),
          (RSAPublicKey) factory.generatePublic(new RSAPublicKeySpec(n, e)));
    } catch (GeneralSecurityException malformed) {
      throw new InvalidInputException("The RSA key is not valid.", malformed);
    }
  }

  /**
   * Builds an EC key.
   *
   * @throws InvalidInputException if the point is not on the curve or does not match {@code d}
   */
  public static KeyMaterial.Ec ec(Curve curve, BigInteger x, BigInteger y, BigInteger d)
      throws InvalidInputException {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC", curve.provider());
      parameters.init(new ECGenParameterSpec(curve.standardName()));
      ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
      checkOnCurve(x, y, spec);
      KeyFactory factory = KeyFactory.getInstance("EC", curve.provider());
      KeyMaterial.Ec key =
          new KeyMaterial.Ec(
              curve,
              (ECPrivateKey) factory.generatePrivate(new ECPrivateKeySpec(d, spec)),
              (ECPublicKey) factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, y), spec)));
      checkPair(key);
      return key;
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      throw new InvalidInputException("The EC key is not valid.", malformed);
    }
  }

  /**
   * Builds a key pair from its private key.
   *
   * @param encoded the private key as PKCS#8
   * @throws InvalidInputException if it is neither an RSA key of a supported size nor an EC key on
   *     a supported curve
   */
  public static KeyMaterial.Pair pkcs8(byte[] encoded) throws InvalidInputException {
    try {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(encoded);
      if (info.getPrivateKeyAlgorithm()
          .getAlgorithm()
          .equals(PKCSObjectIdentifiers.rsaEncryption)) {
        org.bouncycastle.asn1.pkcs.RSAPrivateKey rsa =
            org.bouncycastle.asn1.pkcs.RSAPrivateKey.getInstance(info.parsePrivateKey());
        return rsa(
            rsa.getModulus(),
            rsa.getPublicExponent(),
            rsa.getPrivateExponent(),
            rsa.getPrime1(),
            rsa.getPrime2(),
            rsa.getExponent1(),
            rsa.getExponent2(),
            rsa.getCoefficient());
      }
      Curve curve = EncodedKeys.curve(info.getPrivateKeyAlgorithm());
      BigInteger d =
          org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
      org.bouncycastle.math.ec.ECPoint point =
          ECNamedCurveTable.getByName(curve.standardName()).getG().multiply(d).normalize();
      return ec(
          curve, point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger(), d);
    } catch (IOException | IllegalArgumentException | IllegalStateException malformed) {
      throw new InvalidInputException("The private key cannot be read.", malformed);
    }
  }

  /**
   * Builds an RSA public key.
   *
   * @throws InvalidInputException if the numbers are invalid
   */
  public static RSAPublicKey rsaPublicKey(BigInteger n, BigInteger e) throws InvalidInputException {
    try {
      KeyFactory factory = KeyFactory.getInstance("RSA", Providers.RSA);
      return (RSAPublicKey) factory.generatePublic(new RSAPublicKeySpec(n, e));
    } catch (GeneralSecurityException malformed) {
      throw new InvalidInputException("The RSA key is not valid.", malformed);
    }
  }

  /**
   * Builds a symmetric key.
   *
   * @throws InvalidInputException if it does not have 128, 192 or 256 bits
   */
  public static KeyMaterial.Oct oct(byte[] value) throws InvalidInputException {
    KeyMaterial.Oct key = new KeyMaterial.Oct(value.clone());
    if (key.bits() != 128 && key.bits() != 192 && key.bits() != 256) {
      throw new InvalidInputException("Invalid key size: '" + key.bits() + "'");
    }
    return key;
  }

  /**
   * Builds a key pair from its encodings.
   *
   * @param pkcs8 the private key
   * @param spki the public key
   * @throws InvalidInputException if the service does not support the key, or the halves do not
   *     match
   */
  public static KeyMaterial.Pair pair(byte[] pkcs8, byte[] spki) throws InvalidInputException {
    try {
      String algorithm = EncodedKeys.algorithm(spki);
      if (algorithm.equals("RSA")) {
        KeyFactory factory = KeyFactory.getInstance("RSA", Providers.RSA);
        RSAPrivateCrtKey key =
            (RSAPrivateCrtKey) factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        KeyMaterial.Rsa rsa =
            rsa(
                key.getModulus(),
                key.getPublicExponent(),
                key.getPrivateExponent(),
                key.getPrimeP(),
                key.getPrimeQ(),
                key.getPrimeExponentP(),
                key.getPrimeExponentQ(),
                key.getCrtCoefficient());
        PublicKey expected = factory.generatePublic(new X509EncodedKeySpec(spki));
        if (!((RSAPublicKey) expected).getModulus().equals(rsa.publicKey().getModulus())) {
          throw new InvalidInputException("The private key does not match the certificate.");
        }
        return rsa;
      }
      Curve curve = EncodedKeys.curve(spki);
      KeyFactory factory = KeyFactory.getInstance("EC", curve.provider());
      PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      KeyMaterial.Ec ec =
          new KeyMaterial.Ec(
              curve,
              (ECPrivateKey) key,
              (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(spki)));
      checkPair(ec);
      return ec;
    } catch (GeneralSecurityException | ClassCastException malformed) {
      throw new InvalidInputException("The private key cannot be read.", malformed);
    }
  }

  /** Checks SEC 1, 3.2.2.1; the point at infinity has no coordinates. */
  private static void checkOnCurve(BigInteger x, BigInteger y, ECParameterSpec spec)
      throws InvalidInputException {
    EllipticCurve curve = spec.getCurve();
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.pow(2).mod(p).equals(right)) {
      throw new InvalidInputException("The EC key's point is not on its curve.");
    }
  }

  private static void checkPair(KeyMaterial.Ec key) throws InvalidInputException {
    BigInteger d = key.privateKey().getS();
    if (d.signum() < 1 || d.compareTo(key.privateKey().getParams().getOrder()) >= 0) {
      throw new InvalidInputException("The EC key's private part is out of range.");
    }
    SignatureAlgorithm algorithm =
        SignatureAlgorithm.of(key.curve().signatureAlgorithm()).orElseThrow();
    byte[] digest = new byte[key.curve().digestLength()];
    digest[0] = 1;
    if (!algorithm.verify(key, digest, algorithm.sign(key, digest))) {
      throw new InvalidInputException("The EC key's private and public part do not match.");
    }
  }
}
