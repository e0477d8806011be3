package io.vaultjca.keystore;

import io.vaultjca.key.Curve;
import io.vaultjca.text.OneLine;
import java.math.BigInteger;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** Checks that the service can import a key, so that others are refused before they are sent. */
final class ImportableKeys {
  private static final Set<Integer> RSA_SIZES = Set.of(2048, 3072, 4096);
  private static final Set<Integer> SECRET_SIZES = Set.of(128, 192, 256);

  private ImportableKeys() {}

  /** Requires a private key that a vault can hold and that belongs to its certificate. */
  static void check(String alias, PrivateKey key, PublicKey certified) throws KeyStoreException {
    boolean matches;
    if (key instanceof RSAKey rsa && key.getAlgorithm().equals("RSA")) {
      BigInteger modulus = rsa.getModulus();
      if (!RSA_SIZES.contains(modulus.bitLength())) {
        throw refused(alias, "an RSA key of %s bits".formatted(modulus.bitLength()));
      }
      matches = certified instanceof RSAPublicKey other && other.getModulus().equals(modulus);
    } else if (key instanceof ECPrivateKey ec) {
      Curve curve =
          Optional.ofNullable(ec.getParams())
              .flatMap(Curve::of)
              .orElseThrow(() -> refused(alias, "on another curve"));
      matches = isPointOf(curve, ec.getS(), certified);
    } else {
      throw refused(alias, "a key for " + OneLine.of(key.getAlgorithm(), 40));
    }
    if (!matches) {
      throw new KeyStoreException(
          "The first certificate of the chain for '%s' is not for its private key"
              .formatted(alias));
    }
  }

  /** Computes the point without the JDK, which does not support all curves. */
  private static boolean isPointOf(Curve curve, BigInteger secret, PublicKey certified) {
    X9ECParameters parameters = ECNamedCurveTable.getByName(curve.standardName());
    ECPoint point =
        new FixedPointCombMultiplier()
            .multiply(parameters.getG(), secret.mod(parameters.getN()))
            .normalize();
    byte[] encoded =
        SubjectPublicKeyInfo.getInstance(certified.getEncoded()).getPublicKeyData().getOctets();
    return Arrays.equals(encoded, point.getEncoded(false))
        || Arrays.equals(encoded, point.getEncoded(true));
  }

  private static KeyStoreException refused(String alias, String what) {
    return new KeyStoreException(
        """
        The private key of '%s' cannot be imported: a vault takes RSA keys of 2048, 3072 or 4096 \
        bits and EC keys on P-256, P-256K, P-384 or P-521, and this one is %s"""
            .formatted(alias, what));
  }

  /** Requires a symmetric key, with an encoding, that is as long as an AES key. */
  static void check(String alias, SecretKey key) throws KeyStoreException {
    int bits = key.getEncoded().length * Byte.SIZE;
    if (!SECRET_SIZES.contains(bits)) {
      throw new KeyStoreException(
          """
          The key '%s' cannot be imported: a vault takes symmetric keys of 128, 192 or 256 bits, and \
          this one has %s"""
              .formatted(alias, bits));
    }
  }
}
