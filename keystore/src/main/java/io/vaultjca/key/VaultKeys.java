package io.vaultjca.key;

import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.KeyMaterial;
import io.vaultjca.vault.RemoteKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Makes handles: from what the service says of a key, or from a certificate's public key. */
public final class VaultKeys {
  private VaultKeys() {}

  /**
   * A handle on a key that the service described.
   *
   * @param remote the key's operations
   * @param bundle what the service says of it
   * @return a private handle for RSA and EC keys, a secret one for symmetric keys
   * @throws InvalidKeySpecException if the key's curve is unknown or its numbers make no key
   */
  public static VaultKey handle(RemoteKey remote, KeyBundle bundle) throws InvalidKeySpecException {
    KeyMaterial material = bundle.material();
    if (material instanceof KeyMaterial.Rsa rsa) {
      return new VaultRsaPrivateKey(rsaPublicKey(remote, rsa));
    }
    if (material instanceof KeyMaterial.Ec ec) {
      return new VaultEcPrivateKey(ecPublicKey(remote, ec));
    }
    return new VaultSecretKey(remote, 0);
  }

  /**
   * A handle on a symmetric key whose size is known.
   *
   * @param remote the key's operations
   * @param bits its size: 128, 192 or 256
   * @return the handle
   */
  public static VaultSecretKey secretHandle(RemoteKey remote, int bits) {
    return new VaultSecretKey(remote, bits);
  }

  /**
   * A handle on the private key of a certificate.
   *
   * @param remote the key's operations
   * @param certified the certificate's public key
   * @return the handle
   * @throws InvalidKeySpecException if this is no key that the service can hold
   */
  public static VaultPrivateKey privateHandle(RemoteKey remote, PublicKey certified)
      throws InvalidKeySpecException {
    if (certified instanceof RSAPublicKey rsa) {
      return new VaultRsaPrivateKey(new VaultRsaPublicKey(remote, rsa));
    }
    if (certified instanceof ECPublicKey ec) {
      Curve curve =
          Curve.of(ec.getParams())
              .orElseThrow(
                  () -> new InvalidKeySpecException(noKey(remote, "its curve is unknown")));
      if (!curve.contains(ec.getW().getAffineX(), ec.getW().getAffineY())) {
        throw new InvalidKeySpecException(
            noKey(remote, "its point is not on the curve " + curve.serviceName()));
      }
      return new VaultEcPrivateKey(new VaultEcPublicKey(remote, curve, ec.getW()));
    }
    return new VaultEcPrivateKey(ecPublicKeyUnknownToTheJdk(remote, certified));
  }

  private static VaultRsaPublicKey rsaPublicKey(RemoteKey remote, KeyMaterial.Rsa rsa)
      throws InvalidKeySpecException {
    try {
      return new VaultRsaPublicKey(
          remote,
          (RSAPublicKey)
              KeyFactory.getInstance("RSA", "SunRsaSign")
                  .generatePublic(new RSAPublicKeySpec(rsa.modulus(), rsa.publicExponent())));
    } catch (InvalidKeySpecException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new InvalidKeySpecException(noKey(remote, e.getMessage()), e);
    }
  }

  private static VaultEcPublicKey ecPublicKey(RemoteKey remote, KeyMaterial.Ec ec)
      throws InvalidKeySpecException {
    Curve curve =
        Curve.ofServiceName(ec.curve())
            .orElseThrow(
                () ->
                    new InvalidKeySpecException(
                        noKey(remote, "its curve " + ec.curve() + " is unknown")));
    if (!curve.contains(ec.x(), ec.y())) {
      throw new InvalidKeySpecException(
          noKey(remote, "its point is not on the curve " + curve.serviceName()));
    }
    return new VaultEcPublicKey(remote, curve, new ECPoint(ec.x(), ec.y()));
  }

  /** The JDK leaves a key on secp256k1 undecoded in its certificate. */
  private static VaultEcPublicKey ecPublicKeyUnknownToTheJdk(RemoteKey remote, PublicKey certified)
      throws InvalidKeySpecException {
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(certified.getEncoded());
      if (!info.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
        throw new InvalidKeySpecException(neitherRsaNorEc(remote, certified));
      }
      ASN1ObjectIdentifier oid =
          ASN1ObjectIdentifier.getInstance(info.getAlgorithm().getParameters());
      Curve curve =
          Curve.ofOid(oid)
              .orElseThrow(
                  () -> new InvalidKeySpecException(noKey(remote, "its curve is unknown")));
      org.bouncycastle.math.ec.ECPoint point =
          ECNamedCurveTable.getByOID(oid)
              .getCurve()
              .decodePoint(info.getPublicKeyData().getOctets())
              .normalize();
      if (point.isInfinity()) {
        throw new InvalidKeySpecException(
            noKey(remote, "its point is not on the curve " + curve.serviceName()));
      }
      return new VaultEcPublicKey(
          remote,
          curve,
          new ECPoint(
              point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger()));
    } catch (IllegalArgumentException e) {
      throw new InvalidKeySpecException(neitherRsaNorEc(remote, certified), e);
    }
  }

  private static String neitherRsaNorEc(RemoteKey remote, PublicKey certified) {
    return noKey(remote, "it is neither an RSA nor an EC key: " + certified.getAlgorithm());
  }

  private static String noKey(RemoteKey remote, String why) {
    return "The key " + remote.id() + " cannot be used: " + why;
  }
}
