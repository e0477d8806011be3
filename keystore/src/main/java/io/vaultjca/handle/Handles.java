package io.vaultjca.handle;

import io.vaultjca.key.Curve;
import io.vaultjca.key.MlDsaParameterSet;
import io.vaultjca.text.OneLine;
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
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/** Creates handles from the service's description of a key or from a certificate's public key. */
public final class Handles {
  private Handles() {}

  /** Creates a handle on a key that the service described, if its curve and numbers are valid. */
  public static KeyHandle handle(RemoteKey remote, KeyBundle bundle)
      throws InvalidKeySpecException {
    KeyMaterial material = bundle.material();
    if (material instanceof KeyMaterial.Rsa rsa) {
      return new RsaPrivateHandle(rsaPublicKey(remote, rsa));
    }
    if (material instanceof KeyMaterial.Ec ec) {
      return new EcPrivateHandle(ecPublicKey(remote, ec));
    }
    if (material instanceof KeyMaterial.Akp akp) {
      return new MlDsaPrivateHandle(mlDsaPublicKey(remote, akp));
    }
    return secretHandle(remote, ((KeyMaterial.Symmetric) material).bits());
  }

  /** Creates a handle on a symmetric key of 128, 192 or 256 bits; 0 if the size is unknown. */
  public static SecretHandle secretHandle(RemoteKey remote, int bits) {
    return new SecretHandle(new RemoteKey(remote, new KeyMaterial.Symmetric(bits)), bits);
  }

  /** Creates a handle on the private key of a certificate, if the service can hold such a key. */
  public static PrivateHandle privateHandle(RemoteKey remote, PublicKey certified)
      throws InvalidKeySpecException {
    if (certified instanceof RSAPublicKey rsa) {
      return new RsaPrivateHandle(rsaPublicKey(remote, rsa));
    }
    if (certified instanceof ECPublicKey ec) {
      Curve curve = known(remote, Curve.of(ec.getParams()), "");
      return new EcPrivateHandle(ecPublicKey(remote, curve, ec.getW()));
    }
    Optional<MlDsaParameterSet> set = MlDsaParameterSet.of(certified);
    if (set.isPresent()) {
      return new MlDsaPrivateHandle(
          mlDsaPublicKey(
              remote, new KeyMaterial.Akp(set.get().standardName(), set.get().raw(certified))));
    }
    return new EcPrivateHandle(ecPublicKeyUnknownToTheJdk(remote, certified));
  }

  private static RsaPublicHandle rsaPublicKey(RemoteKey remote, KeyMaterial.Rsa rsa)
      throws InvalidKeySpecException {
    try {
      return rsaPublicKey(
          remote,
          (RSAPublicKey)
              KeyFactory.getInstance("RSA", "SunRsaSign")
                  .generatePublic(new RSAPublicKeySpec(rsa.modulus(), rsa.publicExponent())));
    } catch (InvalidKeySpecException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new InvalidKeySpecException(message(remote, e.getMessage()), e);
    }
  }

  private static RsaPublicHandle rsaPublicKey(RemoteKey remote, RSAPublicKey key) {
    return new RsaPublicHandle(
        new RemoteKey(remote, new KeyMaterial.Rsa(key.getModulus(), key.getPublicExponent())), key);
  }

  private static EcPublicHandle ecPublicKey(RemoteKey remote, KeyMaterial.Ec ec)
      throws InvalidKeySpecException {
    String name = " " + OneLine.of(ec.curve(), 40);
    Curve curve = known(remote, Curve.ofServiceName(ec.curve()), name);
    return ecPublicKey(remote, curve, new ECPoint(ec.x(), ec.y()));
  }

  private static MlDsaPublicHandle mlDsaPublicKey(RemoteKey remote, KeyMaterial.Akp akp)
      throws InvalidKeySpecException {
    String name = OneLine.of(akp.algorithm(), 40);
    MlDsaParameterSet set =
        MlDsaParameterSet.ofName(akp.algorithm())
            .orElseThrow(() -> unusable(remote, "its algorithm %s is unknown".formatted(name)));
    if (akp.publicKey().length != set.publicKeyLength()) {
      throw unusable(
          remote,
          "its public key has %s bytes, but keys of %s have %s"
              .formatted(akp.publicKey().length, set.standardName(), set.publicKeyLength()));
    }
    return new MlDsaPublicHandle(new RemoteKey(remote, akp), set, set.encode(akp.publicKey()));
  }

  private static Curve known(RemoteKey remote, Optional<Curve> curve, String name)
      throws InvalidKeySpecException {
    return curve.orElseThrow(() -> unusable(remote, "its curve%s is unknown".formatted(name)));
  }

  private static EcPublicHandle ecPublicKey(RemoteKey remote, Curve curve, ECPoint point)
      throws InvalidKeySpecException {
    if (!EcPoints.isOn(curve, point.getAffineX(), point.getAffineY())) {
      throw notOn(remote, curve);
    }
    return ecPublicHandle(remote, curve, point);
  }

  private static EcPublicHandle ecPublicHandle(RemoteKey remote, Curve curve, ECPoint point) {
    KeyMaterial material =
        new KeyMaterial.Ec(curve.serviceName(), point.getAffineX(), point.getAffineY());
    return new EcPublicHandle(new RemoteKey(remote, material), curve, point);
  }

  private static InvalidKeySpecException notOn(RemoteKey remote, Curve curve) {
    return unusable(remote, "its point is not on the curve " + curve.serviceName());
  }

  /** The JDK does not decode a key on secp256k1 in a certificate. */
  private static EcPublicHandle ecPublicKeyUnknownToTheJdk(RemoteKey remote, PublicKey certified)
      throws InvalidKeySpecException {
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(certified.getEncoded());
      if (!info.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
        throw new InvalidKeySpecException(notOfAVault(remote, certified));
      }
      ASN1ObjectIdentifier oid =
          ASN1ObjectIdentifier.getInstance(info.getAlgorithm().getParameters());
      Curve curve = known(remote, EcPoints.curve(oid), "");
      org.bouncycastle.math.ec.ECPoint point =
          ECNamedCurveTable.getByOID(oid)
              .getCurve()
              .decodePoint(info.getPublicKeyData().getOctets())
              .normalize();
      if (point.isInfinity()) {
        throw notOn(remote, curve);
      }
      return ecPublicHandle(
          remote,
          curve,
          new ECPoint(
              point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger()));
    } catch (IllegalArgumentException e) {
      throw new InvalidKeySpecException(notOfAVault(remote, certified), e);
    }
  }

  private static String notOfAVault(RemoteKey remote, PublicKey certified) {
    return message(
        remote, "it is neither an RSA nor an EC nor an ML-DSA key: " + certified.getAlgorithm());
  }

  private static InvalidKeySpecException unusable(RemoteKey remote, String why) {
    return new InvalidKeySpecException(message(remote, why));
  }

  private static String message(RemoteKey remote, @Nullable String why) {
    return "The key %s cannot be used: %s".formatted(remote.id(), why);
  }
}
