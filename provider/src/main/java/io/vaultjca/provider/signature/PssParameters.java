package io.vaultjca.provider.signature;

import io.vaultjca.provider.jvm.Digest;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The RSASSA-PSS parameters that the service supports (RFC 7518, section 3.5). */
final class PssParameters {
  private static final Map<Digest, String> ALGORITHMS =
      Map.of(Digest.SHA_256, "PS256", Digest.SHA_384, "PS384", Digest.SHA_512, "PS512");

  private PssParameters() {}

  /** The service's algorithm with this digest; empty if it does not support the digest. */
  static Optional<String> algorithm(Digest digest) {
    return Optional.ofNullable(ALGORITHMS.get(digest));
  }

  /** The only parameters with this digest that the service supports. */
  static PSSParameterSpec of(Digest digest) {
    return new PSSParameterSpec(
        digest.standardName(),
        "MGF1",
        new MGF1ParameterSpec(digest.standardName()),
        digest.length(),
        PSSParameterSpec.TRAILER_FIELD_BC);
  }

  /** The digest of checked parameters. */
  static Digest digest(PSSParameterSpec checked) {
    return Digest.named(checked.getDigestAlgorithm()).orElseThrow();
  }

  /** Checks that the service supports the parameters: one rule a line. */
  static void check(PSSParameterSpec spec) throws InvalidAlgorithmParameterException {
    Optional<Digest> hash = Digest.named(spec.getDigestAlgorithm());
    rule("hash", spec.getDigestAlgorithm(), hash.flatMap(PssParameters::algorithm).isPresent());
    rule("mask generation function", spec.getMGFAlgorithm(), isMgf1(spec));
    rule("hash of MGF1", mgf1Hash(spec), mgf1Digest(spec).equals(hash));
    rule("salt length", spec.getSaltLength(), spec.getSaltLength() == hash.orElseThrow().length());
    rule("trailer field", spec.getTrailerField(), spec.getTrailerField() == 1);
  }

  private static void rule(String name, @Nullable Object value, boolean holds)
      throws InvalidAlgorithmParameterException {
    if (!holds) {
      throw new InvalidAlgorithmParameterException(
          """
          The service does not offer RSASSA-PSS with the %s %s: it offers SHA-256, SHA-384 and \
          SHA-512, with MGF1 of the same hash, a salt as long as the hash (32, 48 or 64 bytes) and \
          trailer field 1"""
              .formatted(name, value));
    }
  }

  private static boolean isMgf1(PSSParameterSpec spec) {
    return spec.getMGFAlgorithm().equalsIgnoreCase("MGF1")
        || spec.getMGFAlgorithm().equals("1.2.840.113549.1.1.8");
  }

  private static @Nullable Object mgf1Hash(PSSParameterSpec spec) {
    AlgorithmParameterSpec mgf = spec.getMGFParameters();
    return mgf instanceof MGF1ParameterSpec mgf1 ? mgf1.getDigestAlgorithm() : mgf;
  }

  /** Without parameters, MGF1 uses the signature's hash, as in the JDK. */
  private static Optional<Digest> mgf1Digest(PSSParameterSpec spec) {
    AlgorithmParameterSpec mgf = spec.getMGFParameters();
    if (mgf == null) {
      return Digest.named(spec.getDigestAlgorithm());
    }
    return mgf instanceof MGF1ParameterSpec mgf1
        ? Digest.named(mgf1.getDigestAlgorithm())
        : Optional.empty();
  }

  /** The parameters in the JCA's other form, whichever provider comes first. */
  static AlgorithmParameters encoded(PSSParameterSpec spec) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS", "SunRsaSign");
      parameters.init(spec);
      return parameters;
    } catch (GeneralSecurityException e) {
      throw new ProviderException("The RSASSA-PSS parameters have no encoding", e);
    }
  }
}
