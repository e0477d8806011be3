package io.vaultjca.provider.signature;

import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.RsaPublicHandle;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.jvm.OtherProviders;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;

/**
 * RSASSA-PSS (RFC 8017, section 8.1).
 *
 * <p>Parameters that come before the key are checked when it comes: another provider may take both.
 * Parameters that come after it are checked at once.
 */
final class RsaPssSignature extends RsaSignature {
  private static final String STANDARD_NAME = "RSASSA-PSS";

  /** The digest that the algorithm's name says, or null. */
  private final Digest fixed;

  /** Whether the caller brings the digest. */
  private final boolean raw;

  /** Null until they are set: without a digest in the name there is no default, as in the JDK. */
  private PSSParameterSpec parameters;

  RsaPssSignature(OtherProviders others, String algorithm, Digest fixed, boolean raw) {
    super(others, algorithm);
    this.fixed = fixed;
    this.raw = raw;
    this.parameters = fixed == null ? null : PssParameters.of(fixed);
  }

  @Override
  void checkOffered(KeyHandle candidate) throws InvalidKeyException {
    if (parameters != null) {
      try {
        PssParameters.check(parameters);
      } catch (InvalidAlgorithmParameterException e) {
        throw new InvalidKeyException(
            "The key %s cannot be used with these parameters. %s"
                .formatted(candidate, e.getMessage()),
            e);
      }
    }
  }

  @Override
  void setParameters(AlgorithmParameterSpec given, KeyHandle current)
      throws InvalidAlgorithmParameterException {
    if (!(given instanceof PSSParameterSpec spec)) {
      throw new InvalidAlgorithmParameterException(
          "%s takes a PSSParameterSpec; it was given %s"
              .formatted(algorithm(), given == null ? "null" : given.getClass().getName()));
    }
    if (fixed != null && !Digest.named(spec.getDigestAlgorithm()).equals(Optional.of(fixed))) {
      throw new InvalidAlgorithmParameterException(
          "%s has the hash %s, not %s"
              .formatted(algorithm(), fixed.standardName(), spec.getDigestAlgorithm()));
    }
    if (current != null) {
      PssParameters.check(spec);
    }
    parameters = spec;
  }

  @Override
  AlgorithmParameters parameters() {
    return parameters == null ? null : PssParameters.encoded(parameters);
  }

  /** The JDK takes no digest, and calls the others by one name. */
  @Override
  String foreignAlgorithm() {
    return raw ? algorithm() : STANDARD_NAME;
  }

  @Override
  boolean isLeftToTheJdk() {
    return !raw;
  }

  @Override
  AlgorithmParameterSpec foreignParameters() {
    return parameters;
  }

  @Override
  MessageInput newInput(KeyHandle current) throws SignatureException {
    Digest digest = PssParameters.digest(needed());
    return raw
        ? new MessageInput.Raw(
            digest.length(),
            "The digest is too long for %s with %s".formatted(algorithm(), digest.standardName()))
        : new MessageInput.Hashed(digest);
  }

  @Override
  RsaRequest request(RsaPublicHandle key, byte[] message) throws SignatureException {
    Digest digest = PssParameters.digest(needed());
    if (message.length != digest.length()) {
      throw new SignatureException(
          "%s with %s takes a digest of %s bytes; it was given %s"
              .formatted(algorithm(), digest.standardName(), digest.length(), message.length));
    }
    return new RsaRequest(
        key,
        PssParameters.ALGORITHMS.get(digest),
        message,
        signature -> RsaVerification.pss(key, digest, message, signature));
  }

  private PSSParameterSpec needed() throws SignatureException {
    if (parameters == null) {
      throw new SignatureException(
          algorithm() + " needs parameters: call setParameter with a PSSParameterSpec first");
    }
    return parameters;
  }
}
