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
import org.jspecify.annotations.Nullable;

/**
 * RSASSA-PSS (RFC 8017, section 8.1).
 *
 * <p>Parameters that are set before the key are checked with the key: another provider may accept
 * both. Parameters that are set after the key are checked at once.
 */
final class RsaPssSignature extends RsaSignature {
  private static final String STANDARD_NAME = "RSASSA-PSS";

  /** The digest in the algorithm's name. */
  private final Optional<Digest> fixed;

  /** Whether the caller computes the digest. */
  private final boolean raw;

  /** As in the JDK, without a default unless the name has a digest. */
  private @Nullable PSSParameterSpec parameters;

  RsaPssSignature(OtherProviders others, String algorithm, Optional<Digest> fixed, boolean raw) {
    super(others, algorithm);
    this.fixed = fixed;
    this.raw = raw;
    this.parameters = fixed.isPresent() ? PssParameters.of(fixed.get()) : null;
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
  void setParameters(@Nullable AlgorithmParameterSpec given, @Nullable KeyHandle current)
      throws InvalidAlgorithmParameterException {
    if (!(given instanceof PSSParameterSpec spec)) {
      throw new InvalidAlgorithmParameterException(
          "%s takes a PSSParameterSpec; it was given %s"
              .formatted(algorithm(), given == null ? "null" : given.getClass().getName()));
    }
    if (fixed.isPresent() && !Digest.named(spec.getDigestAlgorithm()).equals(fixed)) {
      throw new InvalidAlgorithmParameterException(
          "%s has the hash %s, not %s"
              .formatted(algorithm(), fixed.get().standardName(), spec.getDigestAlgorithm()));
    }
    if (current != null) {
      PssParameters.check(spec);
    }
    parameters = spec;
  }

  @Override
  @Nullable AlgorithmParameters parameters() {
    return parameters == null ? null : PssParameters.encoded(parameters);
  }

  /** The JDK has a single name for all digests, and no raw form. */
  @Override
  String foreignAlgorithm() {
    return raw ? algorithm() : STANDARD_NAME;
  }

  @Override
  boolean isLeftToTheJdk() {
    return !raw;
  }

  @Override
  @Nullable AlgorithmParameterSpec foreignParameters() {
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
        PssParameters.algorithm(digest).orElseThrow(),
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
