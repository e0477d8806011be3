package io.vaultjca.embedded.crypto;

import java.security.Provider;
import java.util.Arrays;
import java.util.Optional;

/** The service's curves. The JDK supports all except secp256k1. */
public enum Curve {
  P_256("P-256", "secp256r1", 256, "ES256", 32, "SHA256"),
  P_256K("P-256K", "secp256k1", 256, "ES256K", 32, "SHA256"),
  P_384("P-384", "secp384r1", 384, "ES384", 48, "SHA384"),
  P_521("P-521", "secp521r1", 521, "ES512", 64, "SHA512");

  private final String label;
  private final String standardName;
  private final int bits;
  private final String signatureAlgorithm;
  private final int digestLength;
  private final String digest;

  Curve(
      String label,
      String standardName,
      int bits,
      String signatureAlgorithm,
      int digestLength,
      String digest) {
    this.label = label;
    this.standardName = standardName;
    this.bits = bits;
    this.signatureAlgorithm = signatureAlgorithm;
    this.digestLength = digestLength;
    this.digest = digest;
  }

  /** Finds a curve by the service's name. */
  public static Optional<Curve> of(String label) {
    return Arrays.stream(values()).filter(curve -> curve.label.equals(label)).findFirst();
  }

  /** Returns the service's name of the curve, such as {@code P-256K}. */
  public String label() {
    return label;
  }

  public int bits() {
    return bits;
  }

  /** Returns the length of a coordinate, and of r and s, in bytes. */
  public int width() {
    return (bits + 7) / 8;
  }

  /** Returns the only algorithm that the service offers on this curve. */
  public String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  int digestLength() {
    return digestLength;
  }

  /** Returns the digest for certificates and requests that are signed on this curve. */
  String digest() {
    return digest;
  }

  String standardName() {
    return standardName;
  }

  Provider provider() {
    return this == P_256K ? Providers.bouncyCastle() : Providers.EC;
  }
}
