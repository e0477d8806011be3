package io.vaultjca.provider.signature;

import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.MlDsaHandle;
import io.vaultjca.handle.MlDsaPublicHandle;
import io.vaultjca.handle.PublicHandle;
import io.vaultjca.key.MlDsaParameterSet;
import io.vaultjca.provider.jvm.OtherProviders;
import io.vaultjca.provider.spec.MlDsaContextParameterSpec;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pure ML-DSA (FIPS 204, section 5.2). The service gets not the message but its representative μ,
 * 64 bytes long.
 *
 * <p>Parameters that are set before the key are checked with the key: another provider may accept
 * both.
 */
final class MlDsaSignature extends VaultSignature {
  /** The parameter set in the algorithm's name. */
  private final Optional<MlDsaParameterSet> named;

  /** As the caller set them: they may be another provider's. */
  private @Nullable AlgorithmParameterSpec parameters;

  MlDsaSignature(OtherProviders others, String algorithm) {
    super(others, algorithm);
    this.named = MlDsaParameterSet.ofName(algorithm);
  }

  @Override
  void checkType(KeyHandle candidate) throws InvalidKeyException {
    if (!(candidate instanceof MlDsaHandle key)) {
      throw wrongType("an ML-DSA", candidate);
    }
    if (named.isPresent() && named.get() != key.parameterSet()) {
      throw new InvalidKeyException(
          "%s needs a key of this parameter set; %s is of %s"
              .formatted(algorithm(), candidate, key.parameterSet().standardName()));
    }
    try {
      requireOurs(parameters);
    } catch (InvalidAlgorithmParameterException e) {
      throw new InvalidKeyException(
          "The key %s cannot be used with these parameters. %s"
              .formatted(candidate, e.getMessage()),
          e);
    }
  }

  @Override
  void checkOffered(KeyHandle candidate) throws InvalidKeyException {
    Optional<String> why = candidate.remote().whyNoMlDsa();
    if (why.isPresent()) {
      throw new InvalidKeyException(
          "The key %s cannot be used: %s".formatted(candidate, why.get()));
    }
  }

  @Override
  void setParameters(@Nullable AlgorithmParameterSpec given, @Nullable KeyHandle current)
      throws InvalidAlgorithmParameterException {
    if (current != null) {
      requireOurs(given);
    }
    parameters = given;
  }

  private void requireOurs(@Nullable AlgorithmParameterSpec given)
      throws InvalidAlgorithmParameterException {
    if (given != null && !(given instanceof MlDsaContextParameterSpec)) {
      throw new InvalidAlgorithmParameterException(
          "%s takes an MlDsaContextParameterSpec or nothing; it was given a %s"
              .formatted(algorithm(), given.getClass().getName()));
    }
  }

  @Override
  @Nullable AlgorithmParameterSpec foreignParameters() {
    return parameters;
  }

  @Override
  MessageInput newInput(KeyHandle current) {
    byte[] context =
        parameters instanceof MlDsaContextParameterSpec given ? given.getContext() : new byte[0];
    return new MlDsaMessage(((MlDsaHandle) current).publicKey().raw(), context);
  }

  @Override
  MlDsaRequest request(PublicHandle key, byte[] message) {
    return new MlDsaRequest((MlDsaPublicHandle) key, message);
  }

  /** As in the JDK, a wrong length is an exception. */
  @Override
  Optional<byte[]> toService(PublicHandle key, byte[] signature) throws SignatureException {
    MlDsaParameterSet set = ((MlDsaPublicHandle) key).parameterSet();
    if (signature.length != set.signatureLength()) {
      throw new SignatureException(
          "A signature by the key %s (%s) has %s bytes; this one has %s"
              .formatted(key, set.standardName(), set.signatureLength(), signature.length));
    }
    return Optional.of(signature);
  }
}
