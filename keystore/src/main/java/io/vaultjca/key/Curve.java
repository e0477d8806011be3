package io.vaultjca.key;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.jspecify.annotations.Nullable;

/**
 * The elliptic curves that the service supports, each with its one signature algorithm (RFC 7518,
 * section 3.4, and RFC 8812 for P-256K).
 */
public enum Curve {
  /** NIST P-256, secp256r1. */
  P_256("P-256", "secp256r1", 32, "ES256", 32),
  /** secp256k1, which the JDK has not supported since version 16. */
  P_256K("P-256K", "secp256k1", 32, "ES256K", 32),
  /** NIST P-384, secp384r1. */
  P_384("P-384", "secp384r1", 48, "ES384", 48),
  /** NIST P-521, secp521r1. */
  P_521("P-521", "secp521r1", 66, "ES512", 64);

  private final String serviceName;
  private final String standardName;
  private final int coordinateLength;
  private final String signatureAlgorithm;
  private final int digestLength;

  /** Made on first use; two threads may make equal ones. */
  @SuppressWarnings("ImmutableEnumChecker")
  private volatile @Nullable ECParameterSpec parameters;

  Curve(
      String serviceName,
      String standardName,
      int coordinateLength,
      String signatureAlgorithm,
      int digestLength) {
    this.serviceName = serviceName;
    this.standardName = standardName;
    this.coordinateLength = coordinateLength;
    this.signatureAlgorithm = signatureAlgorithm;
    this.digestLength = digestLength;
  }

  /** {@return the service's name, such as {@code P-256}} */
  public String serviceName() {
    return serviceName;
  }

  /** {@return the JCA's name (SEC 2), such as {@code secp256r1}} */
  public String standardName() {
    return standardName;
  }

  /** {@return the length of a coordinate, and of r and s in a signature: 32, 48 or 66 bytes} */
  public int coordinateLength() {
    return coordinateLength;
  }

  /** {@return the service's signature algorithm for this curve, such as {@code ES256}} */
  public String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /** {@return the length of the digest that the service signs: 32, 48 or 64 bytes} */
  public int digestLength() {
    return digestLength;
  }

  /**
   * {@return the curve's parameters: the JDK's own, or BouncyCastle's for P-256K}
   *
   * @throws ProviderException if the JDK's provider SunEC is missing
   */
  public ECParameterSpec parameters() {
    ECParameterSpec known = parameters;
    if (known == null) {
      known =
          this == P_256K ? parametersOfBouncyCastle(standardName) : parametersOfJdk(standardName);
      parameters = known;
    }
    return known;
  }

  /**
   * {@return the curve with this name; empty if there is none}
   *
   * @param serviceName a name as the service writes it, such as {@code P-256}
   */
  public static Optional<Curve> ofServiceName(String serviceName) {
    return Arrays.stream(values()).filter(c -> c.serviceName.equals(serviceName)).findFirst();
  }

  /**
   * {@return the curve with these parameters; empty if the service does not support it}
   *
   * @param parameters parameters from any source
   */
  public static Optional<Curve> of(ECParameterSpec parameters) {
    return Arrays.stream(values()).filter(c -> sameCurve(c.parameters(), parameters)).findFirst();
  }

  private static boolean sameCurve(ECParameterSpec left, ECParameterSpec right) {
    // ECParameterSpec has no equals. EllipticCurve.equals ignores the seed, as it should.
    return left.getCurve().equals(right.getCurve())
        && left.getGenerator().equals(right.getGenerator())
        && left.getOrder().equals(right.getOrder());
  }

  private static ECParameterSpec parametersOfJdk(String standardName) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC", "SunEC");
      parameters.init(new ECGenParameterSpec(standardName));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("The JDK's provider SunEC does not support " + standardName, e);
    }
  }

  private static ECParameterSpec parametersOfBouncyCastle(String standardName) {
    X9ECParameters x9 = ECNamedCurveTable.getByName(standardName);
    EllipticCurve shape =
        new EllipticCurve(
            new ECFieldFp(x9.getCurve().getField().getCharacteristic()),
            x9.getCurve().getA().toBigInteger(),
            x9.getCurve().getB().toBigInteger());
    ECPoint generator =
        new ECPoint(
            x9.getG().getAffineXCoord().toBigInteger(), x9.getG().getAffineYCoord().toBigInteger());
    return new ECParameterSpec(shape, generator, x9.getN(), x9.getH().intValueExact());
  }
}
