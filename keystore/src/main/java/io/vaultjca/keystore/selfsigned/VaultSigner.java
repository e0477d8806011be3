package io.vaultjca.keystore.selfsigned;

import io.vaultjca.VaultException;
import io.vaultjca.handle.EcPublicHandle;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.handle.PublicHandle;
import io.vaultjca.handle.RsaPublicHandle;
import io.vaultjca.key.Curve;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.operator.ContentSigner;

/** Signs in the vault what BouncyCastle writes. One request. */
final class VaultSigner implements ContentSigner {
  /**
   * How a type of key signs a certificate.
   *
   * @param identifier the identifier in the certificate
   * @param digest the digest algorithm, which runs here
   * @param service the service's name of the signature algorithm
   */
  private record Algorithm(AlgorithmIdentifier identifier, String digest, String service) {}

  private final PrivateHandle key;
  private final Algorithm algorithm;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  private VaultSigner(PrivateHandle key, Algorithm algorithm) {
    this.key = key;
    this.algorithm = algorithm;
  }

  static VaultSigner of(PrivateHandle key) throws VaultException {
    return new VaultSigner(key, algorithm(key.publicKey()));
  }

  private static Algorithm algorithm(PublicHandle key) throws VaultException {
    if (key instanceof RsaPublicHandle) {
      AlgorithmIdentifier identifier =
          new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
      return new Algorithm(identifier, "SHA-256", "RS256");
    }
    if (key instanceof EcPublicHandle ec) {
      String service = ec.curve().signatureAlgorithm();
      return switch (ec.curve()) {
        case P_256, P_256K -> ecdsa(X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA-256", service);
        case P_384 -> ecdsa(X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA-384", service);
        case P_521 -> ecdsa(X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA-512", service);
      };
    }
    throw VaultException.unusable("Keys of its type cannot sign certificates here", null);
  }

  private static Algorithm ecdsa(ASN1ObjectIdentifier identifier, String digest, String service) {
    return new Algorithm(new AlgorithmIdentifier(identifier), digest, service);
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return algorithm.identifier();
  }

  @Override
  public OutputStream getOutputStream() {
    return content;
  }

  /** Signs. Throws an UncheckedIOException, because the interface has no checked exception. */
  @Override
  public byte[] getSignature() {
    try {
      byte[] digest =
          MessageDigest.getInstance(algorithm.digest(), "SUN").digest(content.toByteArray());
      byte[] signature = key.remote().sign(algorithm.service(), digest);
      return key.publicKey() instanceof EcPublicHandle ec ? der(ec.curve(), signature) : signature;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM lacks " + algorithm.digest(), e);
    }
  }

  /** Converts r and s, which the service returns side by side. */
  private byte[] der(Curve curve, byte[] signature) throws IOException {
    int length = curve.coordinateLength();
    try {
      if (signature.length == 2 * length) {
        return StandardDSAEncoding.INSTANCE.encode(
            curve.parameters().getOrder(),
            new BigInteger(1, Arrays.copyOf(signature, length)),
            new BigInteger(1, Arrays.copyOfRange(signature, length, 2 * length)));
      }
    } catch (IllegalArgumentException e) {
      // One of them is out of range.
    }
    throw badAnswer();
  }

  /** Requires that the vault's answer is a signature by this key. */
  void requireSigned(X509Certificate certificate) throws IOException, GeneralSecurityException {
    if (key.publicKey() instanceof EcPublicHandle ec && ec.curve() == Curve.P_256K) {
      requireSignedByBouncyCastle(ec, certificate);
      return;
    }
    try {
      certificate.verify(
          key.publicKey(), key.publicKey() instanceof RsaPublicHandle ? "SunRsaSign" : "SunEC");
    } catch (SignatureException e) {
      throw badAnswer();
    }
  }

  /** The JDK does not support secp256k1. */
  private void requireSignedByBouncyCastle(EcPublicHandle ec, X509Certificate certificate)
      throws IOException, GeneralSecurityException {
    X9ECParameters curve = ECNamedCurveTable.getByName(ec.curve().standardName());
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(
        false,
        new ECPublicKeyParameters(
            curve.getCurve().createPoint(ec.getW().getAffineX(), ec.getW().getAffineY()),
            new ECDomainParameters(curve)));
    BigInteger[] numbers =
        StandardDSAEncoding.INSTANCE.decode(curve.getN(), certificate.getSignature());
    byte[] digest =
        MessageDigest.getInstance(algorithm.digest(), "SUN")
            .digest(certificate.getTBSCertificate());
    if (!verifier.verifySignature(digest, numbers[0], numbers[1])) {
      throw badAnswer();
    }
  }

  private VaultException badAnswer() {
    return new VaultException(
        VaultException.Reason.BAD_ANSWER,
        """
        The service's %s signature by the key %s does not verify with its public key: the answer \
        is not trusted"""
            .formatted(algorithm.service(), key),
        null);
  }
}
