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

/**
 * A signature by a key in a vault: the state that all algorithms share.
 *
 * <p>An init sends nothing. A sign or verify sends one request, with the digest. After it, and
 * after every init, successful or not, the message begins anew. A key that is not in a vault goes
 * to the next provider that takes it.
 *
 * <p>It locks as {@link io.vaultjca.provider.remote} says.
 */
abstract sealed class VaultSignature extends SignatureSpi
    permits RsaSignature, EcdsaSignature, MlDsaSignature {
  private final OtherProviders others;
  private final String algorithm;
  private final Object lock = new Object();

  /** The key of the last init, if it is in a vault; at most one of key and foreign is set. */
  private KeyHandle key;

  /** Another provider's signature, after an init with a key that is not in a vault. */
  private Signature foreign;

  /** Where the message goes; made for the first byte, since parameters may still change. */
  private MessageInput input;

  VaultSignature(OtherProviders others, String algorithm) {
    this.others = others;
    this.algorithm = algorithm;
  }

  /** Checks that a key is of the algorithm's type. */
  abstract void checkType(KeyHandle candidate) throws InvalidKeyException;

  /** Checks that the service offers this for a key of the right type, as far as the JVM knows. */
  void checkOffered(KeyHandle candidate) throws InvalidKeyException {}

  /** Where the next message goes. */
  abstract MessageInput newInput(KeyHandle current) throws SignatureException;

  /** What to ask the service for, with a finished message. */
  abstract SignatureRequest request(PublicHandle publicKey, byte[] message)
      throws SignatureException;

  /** From the JCA's form of a signature to the service's; empty if no message can have it. */
  abstract Optional<byte[]> toService(PublicHandle publicKey, byte[] signature)
      throws SignatureException;

  /**
   * Checks that an answer is a signature of this message by the key whose public half the handle
   * has: the service only says which key made it, and a gateway may mix up answers.
   */
  private void prove(PrivateHandle signer, SignatureRequest request, byte[] answer)
      throws SignatureException {
    if (signer.proof().isGiven() && !signer.remote().verifySignatures().isForEachOf(signer)) {
      return;
    }
    if (!request.verifiesInJvm(answer)) {
      throw new SignatureException(
          ("The service's %s signature by the key %s does not verify with the public key that its"
                  + " certificate or the service gives it: the answer is not trusted. Compare the"
                  + " two in the vault")
              .formatted(algorithm, signer));
    }
    signer.proof().give();
  }

  /** The name by which other providers know this algorithm. */
  String foreignAlgorithm() {
    return algorithm;
  }

  /** The parameters to hand on to another provider, or null. */
  AlgorithmParameterSpec foreignParameters() {
    return null;
  }

  /**
   * Whether a provider of the JDK verifies where the configuration wants no request. It may know
   * parameters that the service lacks, and must refuse whatever the service refuses.
   */
  boolean isLeftToTheJdk() {
    return false;
  }

  /** The JCA name, for messages. */
  final String algorithm() {
    return algorithm;
  }

  @Override
  protected final void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    engineInitSign(privateKey, null);
  }

  @Override
  protected final void engineInitSign(PrivateKey privateKey, SecureRandom random)
      throws InvalidKeyException {
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
  protected final void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
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

  private Signature foreign(Key foreignKey, Init init) throws InvalidKeyException {
    try {
      return others.initialised(
          algorithm,
          OtherProviders.offersSignature(foreignAlgorithm()),
          foreignKey,
          provider -> {
            Signature signature = Signature.getInstance(foreignAlgorithm(), provider);
            if (foreignParameters() != null) {
              signature.setParameter(foreignParameters());
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
        // The JCA gives this method no checked exception.
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
    // Never a ProviderException: JSSE would die without an alert.
    return new SignatureException(RemoteFailure.logged(e).getMessage(), e);
  }

  @Override
  protected final void engineSetParameter(AlgorithmParameterSpec parameters)
      throws InvalidAlgorithmParameterException {
    synchronized (lock) {
      if (input != null) {
        throw new InvalidAlgorithmParameterException(
            algorithm
                + " has taken a part of the message: set the parameters before the first update");
      }
      if (foreign != null) {
        foreign.setParameter(parameters);
      }
      setParameters(parameters, key);
    }
  }

  /** Takes parameters, or null; the current key is null unless it is one in a vault. */
  void setParameters(AlgorithmParameterSpec parameters, KeyHandle current)
      throws InvalidAlgorithmParameterException {
    if (parameters != null) {
      throw new InvalidAlgorithmParameterException(
          "%s takes no parameters; it was given a %s"
              .formatted(algorithm, parameters.getClass().getName()));
    }
  }

  @Override
  protected final AlgorithmParameters engineGetParameters() {
    synchronized (lock) {
      return foreign != null ? foreign.getParameters() : parameters();
    }
  }

  /** The parameters in use, or null. */
  AlgorithmParameters parameters() {
    return null;
  }

  @Deprecated
  @Override
  protected final void engineSetParameter(String name, Object value) {
    throw new InvalidParameterException(
        "%s has no parameter named %s: use setParameter(AlgorithmParameterSpec)"
            .formatted(algorithm, name));
  }

  @Deprecated
  @Override
  protected final Object engineGetParameter(String name) {
    throw new InvalidParameterException(
        "%s has no parameter named %s: use getParameters()".formatted(algorithm, name));
  }
}
