package io.vaultjca.provider.cipher;

import io.vaultjca.VaultException;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.vault.RemoteKey;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * AES in Galois/Counter Mode (NIST SP 800-38D). The HSM generates the initialisation vector of each
 * message, which {@code getIV()} returns after {@code doFinal}. As in the JDK, the ciphertext ends
 * with the tag.
 */
final class AesGcm extends Transformation {
  private static final int BLOCK = 16;
  private static final int TAG = 16;
  private static final int IV = 12;

  private final AesKey size;

  AesGcm(String name) {
    super(name);
    this.size = AesKey.of(name);
  }

  @Override
  CipherOperation start(CipherOperation init, @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    size.check(name(), init.key());
    AlgorithmParameterSpec parameters = init.parameters();
    if (init.isForward()) {
      if (parameters != null) {
        throw new InvalidAlgorithmParameterException(
            """
            %s takes no initialisation vector for encryption: the HSM makes one for every message, \
            so that none is used twice. Initialise without parameters and call getIV() or \
            getParameters() after doFinal"""
                .formatted(name()));
      }
      return init;
    }
    if (!(parameters instanceof GCMParameterSpec spec)) {
      throw new InvalidAlgorithmParameterException(
          "%s needs a GCMParameterSpec for decryption; it was given %s"
              .formatted(
                  name(), parameters == null ? "none" : "a " + parameters.getClass().getName()));
    }
    byte[] iv = spec.getIV();
    if (spec.getTLen() != TAG * Byte.SIZE || iv.length != IV) {
      throw new InvalidAlgorithmParameterException(
          "The service's GCM has a tag of 128 bits and an initialisation vector of 12 bytes; %s was given %s bits and %s bytes"
              .formatted(name(), spec.getTLen(), iv.length));
    }
    return init.with(used(iv));
  }

  private static GCMParameterSpec used(byte[] iv) {
    return new GCMParameterSpec(TAG * Byte.SIZE, iv);
  }

  @Override
  boolean takesAdditionalData() {
    return true;
  }

  /** The answer to an encryption contains the additional data too. */
  @Override
  int mostInput(CipherOperation operation, int additionalData) {
    int most = super.mostInput(operation, additionalData);
    return operation.isForward() ? Math.max(0, most - additionalData) : most;
  }

  @Override
  void check(CipherOperation operation, byte[] data) throws BadPaddingException {
    if (!operation.isForward() && data.length < TAG) {
      throw badCiphertext(operation.key());
    }
  }

  @Override
  CipherAnswer send(CipherRequest request) throws VaultException {
    RemoteKey remote = request.key().remote();
    String algorithm = "A" + size.bits(request.key()) + "GCM";
    byte[] data = request.data();
    if (request.operation().parameters() instanceof GCMParameterSpec given) {
      int end = data.length - TAG;
      RemoteKey.Encrypted encrypted =
          new RemoteKey.Encrypted(
              Arrays.copyOf(data, end), given.getIV(), Arrays.copyOfRange(data, end, data.length));
      return new CipherAnswer(
          remote.decrypt(algorithm, encrypted, request.additionalData()), given);
    }
    RemoteKey.Encrypted encrypted = remote.encrypt(algorithm, data, null, request.additionalData());
    byte[] iv = encrypted.iv();
    byte[] tag = encrypted.tag();
    if (iv == null
        || iv.length != IV
        || tag == null
        || tag.length != TAG
        || encrypted.ciphertext().length != data.length) {
      throw new ProviderException(
          """
          The service answered with something that is not an %s ciphertext for the key %s: it has an \
          initialisation vector of %s bytes and a tag of %s"""
              .formatted(algorithm, request.key(), lengthOf(iv), lengthOf(tag)));
    }
    byte[] sealed = Arrays.copyOf(encrypted.ciphertext(), data.length + TAG);
    System.arraycopy(tag, 0, sealed, data.length, TAG);
    return new CipherAnswer(sealed, used(iv));
  }

  private static int lengthOf(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  @Override
  String hint(KeyHandle key) {
    return size.hint(key);
  }

  @Override
  BadPaddingException badCiphertext(KeyHandle key) {
    return new AEADBadTagException(
        size.withHint(
            "The ciphertext, its tag, the initialisation vector and the additional data do not belong together under the key %s"
                .formatted(key),
            key));
  }

  @Override
  int outputSize(CipherOperation operation, int length) {
    return operation.isForward() ? Math.addExact(length, TAG) : Math.max(0, length - TAG);
  }

  @Override
  boolean shrinks(Direction direction) {
    return false;
  }

  @Override
  boolean isPossible(CipherOperation operation, int input, int output) {
    return output == outputSize(operation, input);
  }

  @Override
  int blockSize() {
    return BLOCK;
  }

  @Override
  Class<? extends AlgorithmParameterSpec> parameterClass() {
    return GCMParameterSpec.class;
  }
}
