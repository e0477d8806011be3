package io.vaultjca.provider.cipher;

import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.jspecify.annotations.Nullable;

/** The RSA encryption schemes of the service (RFC 8017, section 7; RFC 7518, section 4). */
enum RsaPadding {
  /** RSAES-PKCS1-v1_5. */
  PKCS1("RSA1_5", 11),
  /** RSAES-OAEP with SHA-1 and MGF1 with SHA-1. */
  OAEP_SHA_1("RSA-OAEP", 2 * 20 + 2, "SHA-1"),
  /** RSAES-OAEP with SHA-256 and MGF1 with SHA-256. */
  OAEP_SHA_256("RSA-OAEP-256", 2 * 32 + 2, "SHA-256");

  private final String serviceAlgorithm;
  private final int overhead;

  /** The hash of OAEP and of its MGF1; empty for PKCS #1. */
  private final String hash;

  @SuppressWarnings("ImmutableEnumChecker") // It is immutable, but not annotated so.
  private final @Nullable OAEPParameterSpec spec;

  RsaPadding(String serviceAlgorithm, int overhead) {
    this.serviceAlgorithm = serviceAlgorithm;
    this.overhead = overhead;
    this.hash = "";
    this.spec = null;
  }

  RsaPadding(String serviceAlgorithm, int overhead, String hash) {
    this.serviceAlgorithm = serviceAlgorithm;
    this.overhead = overhead;
    this.hash = hash;
    this.spec =
        new OAEPParameterSpec(
            hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT);
  }

  String serviceAlgorithm() {
    return serviceAlgorithm;
  }

  /** The least length of the padding, in bytes. */
  int overhead() {
    return overhead;
  }

  /** The parameters of this scheme; null for PKCS #1. */
  @Nullable OAEPParameterSpec spec() {
    return spec;
  }

  /** The scheme with this {@link #spec}, compared by identity. */
  static RsaPadding inUse(@Nullable AlgorithmParameterSpec spec) {
    return Arrays.stream(values())
        .filter(padding -> padding.spec == spec)
        .findFirst()
        .orElseThrow();
  }

  /** Finds the OAEP scheme of parameters: one rule a line. */
  static RsaPadding of(OAEPParameterSpec spec) throws InvalidAlgorithmParameterException {
    Optional<RsaPadding> found =
        Stream.of(OAEP_SHA_1, OAEP_SHA_256)
            .filter(padding -> isHash(padding.hash, spec.getDigestAlgorithm()))
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
          """
          The service does not offer OAEP with the %s %s: it offers SHA-1 with MGF1 of SHA-1, and \
          SHA-256 with MGF1 of SHA-256, both with an empty label"""
              .formatted(name, value));
    }
  }

  private static boolean isHash(String hash, String name) {
    return name.equalsIgnoreCase(hash) || name.equalsIgnoreCase(hash.replace("-", ""));
  }

  private static boolean isMgf1(String name) {
    return name.equalsIgnoreCase("MGF1") || name.equals("1.2.840.113549.1.1.8");
  }

  private static String mgf1Hash(@Nullable AlgorithmParameterSpec parameters) {
    return parameters instanceof MGF1ParameterSpec mgf1
        ? mgf1.getDigestAlgorithm()
        : String.valueOf(parameters);
  }

  private static boolean hasEmptyLabel(PSource source) {
    return source instanceof PSource.PSpecified label && label.getValue().length == 0;
  }
}
