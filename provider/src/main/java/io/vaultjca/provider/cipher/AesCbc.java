package io.vaultjca.provider.cipher;

import io.vaultjca.VaultException;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.vault.RemoteKey;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * AES in CBC mode (NIST SP 800-38A). It does not authenticate the data: prefer {@code
 * AES/GCM/NoPadding}.
 *
 * <p>As in the JDK, an init without parameters generates a random initialisation vector.
 */
final class AesCbc extends Transformation {
  private static final int BLOCK = 16;

  private final AesKey size;

  /** Whether the service pads (PKCS #7). */
  private final boolean padded;

  AesCbc(String name, boolean padded) {
    super(name);
    this.size = AesKey.of(name);
    this.padded = padded;
  }

  @Override
  CipherOperation start(CipherOperation init, @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    size.check(name(), init.key());
    AlgorithmParameterSpec parameters = init.parameters();
    byte[] iv;
    if (parameters == null && init.isForward()) {
      iv = new byte[BLOCK];
      (random == null ? new SecureRandom() : random).nextBytes(iv);
    } else {
      iv = parameters instanceof IvParameterSpec spec ? spec.getIV() : new byte[0];
    }
    if (iv.length != BLOCK) {
      String given =
          parameters == null
              ? "none"
              : parameters instanceof IvParameterSpec
                  ? iv.length + " bytes"
                  : "a " + parameters.getClass().getName();
      throw new InvalidAlgorithmParameterException(
          "%s takes an IvParameterSpec of 16 bytes; it was given %s".formatted(name(), given));
    }
    return init.with(new IvParameterSpec(iv));
  }

  /** The JDK does not have padded CBC with a key size in its name. */
  @Override
  String foreignName() {
    return padded ? "AES/CBC/PKCS5Padding" : name();
  }

  @Override
  void checkForeign(@Nullable Key foreignKey) throws InvalidKeyException {
    size.checkForeign(name(), foreignKey);
  }

  @Override
  void check(CipherOperation operation, byte[] data) throws IllegalBlockSizeException {
    // The service would fill the last block with zeros, which nobody can remove reliably.
    boolean wholeBlocks = !padded || !operation.isForward();
    if (wholeBlocks && data.length % BLOCK != 0) {
      throw new IllegalBlockSizeException(
          "%s takes whole blocks of 16 bytes; it was given %s bytes"
              .formatted(name(), data.length));
    }
  }

  @Override
  boolean isTrivial(CipherOperation operation, byte[] data) {
    return data.length == 0 && (!padded || !operation.isForward());
  }

  @Override
  CipherAnswer send(CipherRequest request) throws VaultException {
    CipherOperation operation = request.operation();
    RemoteKey remote = request.key().remote();
    String algorithm = "A" + size.bits(request.key()) + (padded ? "CBCPAD" : "CBC");
    byte[] iv = JdkParameters.iv(operation.parameters());
    byte[] output =
        operation.isForward()
            ? remote.encrypt(algorithm, request.data(), iv, null).ciphertext()
            : remote.decrypt(algorithm, new RemoteKey.Encrypted(request.data(), iv, null), null);
    return new CipherAnswer(output, operation.parameters());
  }

  @Override
  String hint(KeyHandle key) {
    return size.hint(key);
  }

  @Override
  BadPaddingException badCiphertext(KeyHandle key) {
    return new BadPaddingException(
        size.withHint(
            "The ciphertext was not made with %s and the key %s".formatted(name(), key), key));
  }

  @Override
  int outputSize(CipherOperation operation, int length) {
    return padded && operation.isForward() ? (length / BLOCK + 1) * BLOCK : length;
  }

  @Override
  boolean shrinks(Direction direction) {
    return padded && !direction.isForward();
  }

  @Override
  boolean isPossible(CipherOperation operation, int input, int output) {
    return shrinks(operation.direction())
        ? output >= input - BLOCK && output < input
        : output == outputSize(operation, input);
  }

  @Override
  int blockSize() {
    return BLOCK;
  }

  @Override
  Class<? extends AlgorithmParameterSpec> parameterClass() {
    return IvParameterSpec.class;
  }
}
