package io.vaultjca.provider.signature;

import io.vaultjca.VaultException;
import io.vaultjca.config.ConnectionConfig.PublicKeyOperations;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.handle.PublicHandle;
import io.vaultjca.provider.jvm.OtherProviders;
import io.vaultjca.provider.remote.RemoteFailure;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of all signatures with keys in a vault.
 *
 * <p>An init sends nothing. Signing or verifying sends one request, with the digest. After it, and
 * after every init, even one that fails, a new message begins. A key that is not in a vault goes to
 * the next provider that accepts it.
 *
 * <p>{@link io.vaultjca.provider.remote} documents the use of the lock.
 */
abstract sealed class VaultSignature extends SignatureSpi
    permits RsaSignature, EcdsaSignature, MlDsaSignature {
  private final OtherProviders others;
  private final String algorithm;
  private final Object lock = new Object();

  /** The key of the last init, if it is in a vault. At most one of key and foreign is set. */
  private @Nullable KeyHandle key;

  /** Another provider's signature, after an init with a key that is not in a vault. */
  private @Nullable Signature foreign;

  /** Created for the first byte of a message: until then the parameters may change. */
  private @Nullable MessageInput input;

  VaultSignature(OtherProviders others, String algorithm) {
    this.others = others;
    this.algorithm = algorithm;
  }

  /** Checks that a key has the algorithm's type. */
  abstract void checkType(KeyHandle candidate) throws InvalidKeyException;

  /** Checks that the service supports the algorithm and the parameters with a key of its type. */
  void checkOffered(KeyHandle candidate) throws InvalidKeyException {}

  /** Begins a message. */
  abstract MessageInput newInput(KeyHandle current) throws SignatureException;

  /** Builds the request for a finished message. */
  abstract SignatureRequest request(PublicHandle publicKey, byte[] message)
      throws SignatureException;

  /** Converts a signature to the service's form; empty if it cannot verify with any message. */
  abstract Optional<byte[]> toService(PublicHandle publicKey, byte[] signature)
      throws SignatureException;

  /**
   * Verifies an answer with the handle's public key: the service only claims that the key made it,
   * and a gateway may mix up answers.
   */
  private void prove(PrivateHandle signer, SignatureRequest request, byte[] answer)
      throws SignatureException {
    if (signer.isProven() && !signer.remote().verifySignatures().isForEachOf(signer)) {
      return;
    }
    if (!request.verifiesInJvm(answer)) {
      throw new SignatureException(
          """
          The service's %s signature by the key %s does not verify with the public key in its \
          certificate or from the service: the answer is not trusted. Compare the two in the \
          vault"""
              .formatted(algorithm, signer));
    }
    signer.proved();
  }

  /** The name of this algorithm in other providers. */
  String foreignAlgorithm() {
    return algorithm;
  }

  /** The parameters to set at another provider; null for none. */
  @Nullable AlgorithmParameterSpec foreignParameters() {
    return null;
  }

  /**
   * Whether the JDK does the local verification, with {@code public-key-operations=local}. It may
   * support more parameters than the service, but accepts no signature that the service refuses.
   */
  boolean isLeftToTheJdk() {
    return false;
  }

  final String algorithm() {
    return algorithm;
  }

  final InvalidKeyException wrongType(String needed, KeyHandle candidate) {
    return new InvalidKeyException(
        "%s needs %s key; %s is of the type %s"
            .formatted(algorithm, needed, candidate, candidate.getAlgorithm()));
  }

  @Override
  protected final void engineInitSign(@Nullable PrivateKey privateKey) throws InvalidKeyException {
    engineInitSign(privateKey, null);
  }

  @Override
  protected final void engineInitSign(
      @Nullable PrivateKey privateKey, @Nullable SecureRandom random) throws InvalidKeyException {
    synchronized (lock) {
      forget();
      if (privateKey instanceof PrivateHandle handle) {
        checkType(handle);
        checkOffered(handle);
        key = handle;
      } else {
        foreign = foreign(privateKey, signature -> signature.initSign(privateKey, random));
      }
    }
  }

  @Override
  protected final void engineInitVerify(@Nullable PublicKey publicKey) throws InvalidKeyException {
    synchronized (lock) {
      forget();
      if (publicKey instanceof PublicHandle handle) {
        checkType(handle);
        boolean local = handle.remote().publicKeyOperations() == PublicKeyOperations.LOCAL;
        if (!local) {
          checkOffered(handle);
        }
        if (!local || !isLeftToTheJdk()) {
          key = handle;
          return;
        }
        PublicKey plain = handle.plain();
        foreign = foreign(plain, signature -> signature.initVerify(plain));
        return;
      }
      foreign = foreign(publicKey, signature -> signature.initVerify(publicKey));
    }
  }

  private interface Init {
    void on(Signature signature) throws InvalidKeyException;
  }

  private Signature foreign(@Nullable Key foreignKey, Init init) throws InvalidKeyException {
    AlgorithmParameterSpec parameters = foreignParameters();
    try {
      return others.initialised(
          algorithm,
          OtherProviders.offersSignature(foreignAlgorithm()),
          foreignKey,
          provider -> {
            Signature signature = Signature.getInstance(foreignAlgorithm(), provider);
            if (parameters != null) {
              signature.setParameter(parameters);
            }
            init.on(signature);
            return signature;
          });
    } catch (InvalidAlgorithmParameterException e) {
      throw new InvalidKeyException(
          "The parameters that were set before do not suit the key: " + e.getMessage(), e);
    }
  }

  private void forget() {
    key = null;
    foreign = null;
    input = null;
  }

  @Override
  protected final void engineUpdate(byte b) throws SignatureException {
    engineUpdate(new byte[] {b}, 0, 1);
  }

  @Override
  protected final void engineUpdate(byte[] bytes, int offset, int length)
      throws SignatureException {
    synchronized (lock) {
      if (foreign != null) {
        foreign.update(bytes, offset, length);
      } else {
        input().update(bytes, offset, length);
      }
    }
  }

  @Override
  protected final void engineUpdate(ByteBuffer buffer) {
    synchronized (lock) {
      try {
        if (foreign != null) {
          foreign.update(buffer);
        } else {
          input().update(buffer);
        }
      } catch (SignatureException e) {
        // The JCA declares no checked exception here.
        throw new ProviderException(e.getMessage(), e);
      }
    }
  }

  private MessageInput input() throws SignatureException {
    if (input == null) {
      input = newInput(initialised());
    }
    return input;
  }

  private KeyHandle initialised() throws SignatureException {
    if (key == null) {
      throw new SignatureException(algorithm + " has no key: call initSign or initVerify first");
    }
    return key;
  }

  @Override
  protected final byte[] engineSign() throws SignatureException {
    PrivateHandle signer;
    SignatureRequest request;
    synchronized (lock) {
      if (foreign != null) {
        return foreign.sign();
      }
      if (!(initialised() instanceof PrivateHandle handle)) {
        throw new SignatureException(algorithm + " was initialised to verify, not to sign");
      }
      signer = handle;
      request = request(handle.publicKey(), finish());
    }
    try {
      byte[] answer = request.signature(signer.remote());
      byte[] signature = request.toJca(answer);
      prove(signer, request, answer);
      return signature;
    } catch (VaultException e) {
      throw failed(e);
    }
  }

  @Override
  protected final boolean engineVerify(byte[] signature) throws SignatureException {
    PublicHandle verifier;
    SignatureRequest request;
    Optional<byte[]> asked;
    synchronized (lock) {
      if (foreign != null) {
        return foreign.verify(signature);
      }
      if (!(initialised() instanceof PublicHandle handle)) {
        throw new SignatureException(algorithm + " was initialised to sign, not to verify");
      }
      verifier = handle;
      byte[] message = finish();
      asked = toService(handle, signature);
      if (asked.isEmpty()) {
        return false;
      }
      request = request(handle, message);
    }
    if (verifier.remote().publicKeyOperations() == PublicKeyOperations.LOCAL) {
      return request.verifiesInJvm(asked.get());
    }
    try {
      return request.verifies(verifier.remote(), asked.get());
    } catch (VaultException e) {
      throw failed(e);
    }
  }

  private byte[] finish() throws SignatureException {
    MessageInput finished = input();
    input = null;
    return finished.finish();
  }

  private static SignatureException failed(VaultException e) {
    // Not a ProviderException: JSSE would end the connection without an alert.
    return new SignatureException(RemoteFailure.logged(e).getMessage(), e);
  }

  @Override
  protected final void engineSetParameter(@Nullable AlgorithmParameterSpec parameters)
      throws InvalidAlgorithmParameterException {
    synchronized (lock) {
      if (input != null) {
        throw new InvalidAlgorithmParameterException(
            "%s has taken a part of the message: set the parameters before the first update"
                .formatted(algorithm));
      }
      if (foreign != null) {
        foreign.setParameter(parameters);
      }
      setParameters(parameters, key);
    }
  }

  /**
   * Sets the parameters.
   *
   * @param current the key of the last init; null before it, and for a key that is not in a vault
   */
  void setParameters(@Nullable AlgorithmParameterSpec parameters, @Nullable KeyHandle current)
      throws InvalidAlgorithmParameterException {
    if (parameters != null) {
      throw new InvalidAlgorithmParameterException(
          "%s takes no parameters; it was given a %s"
              .formatted(algorithm, parameters.getClass().getName()));
    }
  }

  @Override
  protected final @Nullable AlgorithmParameters engineGetParameters() {
    synchronized (lock) {
      return foreign != null ? foreign.getParameters() : parameters();
    }
  }

  /** The current parameters; null for none. */
  @Nullable AlgorithmParameters parameters() {
    return null;
  }

  @Deprecated
  @Override
  protected final void engineSetParameter(@Nullable String name, @Nullable Object value) {
    throw new InvalidParameterException(
        "%s has no parameter named %s: use setParameter(AlgorithmParameterSpec)"
            .formatted(algorithm, name));
  }

  @Deprecated
  @Override
  protected final Object engineGetParameter(@Nullable String name) {
    throw new InvalidParameterException(
        "%s has no parameter named %s: use getParameters()".formatted(algorithm, name));
  }
}
