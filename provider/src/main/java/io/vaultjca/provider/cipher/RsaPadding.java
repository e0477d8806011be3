package io.vaultjca.provider.cipher;

import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** The RSA encryption schemes of the service (RFC 8017, section 7; RFC 7518, section 4). */
enum RsaPadding {
  /** RSAES-PKCS1-v1_5. */
  PKCS1("RSA1_5", 11, null),
  /** RSAES-OAEP with SHA-1 and MGF1 with SHA-1. */
  OAEP_SHA_1("RSA-OAEP", 2 * 20 + 2, "SHA-1"),
  /** RSAES-OAEP with SHA-256 and MGF1 with SHA-256. */
  OAEP_SHA_256("RSA-OAEP-256", 2 * 32 + 2, "SHA-256");

  private final String serviceAlgorithm;
  private final int overhead;
  private final String hash;

  @SuppressWarnings("ImmutableEnumChecker") // It is immutable, only not annotated as such.
  private final OAEPParameterSpec spec;

  RsaPadding(String serviceAlgorithm, int overhead, String hash) {
    this.serviceAlgorithm = serviceAlgorithm;
    this.overhead = overhead;
    this.hash = hash;
    this.spec =
        hash == null
            ? null
            : new OAEPParameterSpec(
                hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT);
  }

  String serviceAlgorithm() {
    return serviceAlgorithm;
  }

  /** How many bytes the padding takes at least. */
  int overhead() {
    return overhead;
  }

  /** What the service does; null for PKCS #1. */
  OAEPParameterSpec spec() {
    return spec;
  }

  /** The scheme whose {@link #spec} this very object is. */
  static RsaPadding inUse(AlgorithmParameterSpec spec) {
    return Arrays.stream(values())
        .filter(padding -> padding.spec == spec)
        .findFirst()
        .orElseThrow();
  }

  /** The OAEP scheme that parameters describe; one rule a line. */
  static RsaPadding of(OAEPParameterSpec spec) throws InvalidAlgorithmParameterException {
    Optional<RsaPadding> found =
        Arrays.stream(values())
            .filter(
                padding -> padding.hash != null && isHash(padding.hash, spec.getDigestAlgorithm()))
            .findFirst();
    rule("hash", spec.getDigestAlgorithm(), found.isPresent());
    rule("mask generation function", spec.getMGFAlgorithm(), isMgf1(spec.getMGFAlgorithm()));
    String mgf1Hash = mgf1Hash(spec.getMGFParameters());
    rule("hash of MGF1", mgf1Hash, isHash(found.orElseThrow().hash, mgf1Hash));
    rule("label", "that is not empty", hasEmptyLabel(spec.getPSource()));
    return found.get();
  }

  private static void rule(String name, String value, boolean holds)
      throws InvalidAlgorithmParameterException {
    if (!holds) {
      throw new InvalidAlgorithmParameterException(
          ("The service does not offer OAEP with the %s %s: it offers SHA-1 with MGF1 of SHA-1, and"
                  + " SHA-256 with MGF1 of SHA-256, both with an empty label")
              .formatted(name, value));
    }
  }

  private static boolean isHash(String hash, String name) {
    return name.equalsIgnoreCase(hash) || name.equalsIgnoreCase(hash.replace("-", ""));
  }

  private static boolean isMgf1(String name) {
    return name.equalsIgnoreCase("MGF1") || name.equals("1.2.840.113549.1.1.8");
  }

  private static String mgf1Hash(AlgorithmParameterSpec parameters) {
    return parameters instanceof MGF1ParameterSpec mgf1
        ? mgf1.getDigestAlgorithm()
        : String.valueOf(parameters);
  }

  private static boolean hasEmptyLabel(PSource source) {
    return source instanceof PSource.PSpecified label && label.getValue().length == 0;
  }
}
