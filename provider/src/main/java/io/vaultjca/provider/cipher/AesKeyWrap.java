package io.vaultjca.provider.cipher;

import io.vaultjca.VaultException;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.vault.RemoteKey;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * AES key wrap without padding (KW, RFC 3394) and with it (KWP, RFC 5649). As in the JDK,
 * encrypting and decrypting bytes is the same as wrapping and unwrapping a key with this encoding.
 */
final class AesKeyWrap extends Transformation {
  private static final int SEMIBLOCK = 8;

  private final AesKey size;

  /** Whether it wraps keys of any length. */
  private final boolean padded;

  private final String initialValue;

  AesKeyWrap(String name, boolean padded) {
    super(name);
    this.size = AesKey.of(name);
    this.padded = padded;
    // RFC 5649, section 3, and RFC 3394, section 2.2.3.1.
    this.initialValue = padded ? "a65959a6" : "a6a6a6a6a6a6a6a6";
  }

  /** The JDK exposes the initial value as the initialisation vector. */
  @Override
  IvParameterSpec standardParameters() {
    return new IvParameterSpec(HexFormat.of().parseHex(initialValue));
  }

  @Override
  CipherOperation start(CipherOperation init, @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    size.check(name(), init.key());
    IvParameterSpec standard = standardParameters();
    if (init.parameters() != null
        && !(init.parameters() instanceof IvParameterSpec given
            && Arrays.equals(given.getIV(), standard.getIV()))) {
      throw new InvalidAlgorithmParameterException(
          "%s has the initial value of its RFC, %s, and takes no other parameters"
              .formatted(name(), initialValue));
    }
    return init.with(standard);
  }

  @Override
  void check(CipherOperation operation, byte[] data)
      throws IllegalBlockSizeException, BadPaddingException {
    if (!operation.isForward()) {
      if (data.length % SEMIBLOCK != 0 || data.length < (padded ? 2 : 3) * SEMIBLOCK) {
        throw badCiphertext(operation.key());
      }
    } else if (padded && data.length == 0) {
      throw new IllegalBlockSizeException(name() + " takes at least one byte; it was given 0");
    } else if (!padded && (data.length < 2 * SEMIBLOCK || data.length % SEMIBLOCK != 0)) {
      throw new IllegalBlockSizeException(
          "%s takes 16, 24, 32 … bytes; it was given %s. For other lengths use AES/KWP/NoPadding"
              .formatted(name(), data.length));
    }
  }

  @Override
  CipherAnswer send(CipherRequest request) throws VaultException {
    RemoteKey remote = request.key().remote();
    String algorithm = serviceAlgorithm(request.key());
    byte[] output =
        request.operation().isForward()
            ? remote.wrap(algorithm, request.data())
            : remote.unwrap(algorithm, request.data());
    return new CipherAnswer(output, request.operation().parameters());
  }

  /** The service has this algorithm under names with and without the key's size. */
  private String serviceAlgorithm(KeyHandle key) {
    if (padded) {
      // External keys have it under another name.
      return key.isExternal() ? "A256KWP" : "CKM_AES_KEY_WRAP_PAD";
    }
    OptionalInt bits = size.known(key);
    return bits.isPresent() ? "A" + bits.getAsInt() + "KW" : "CKM_AES_KEY_WRAP";
  }

  @Override
  BadPaddingException badCiphertext(KeyHandle key) {
    return new BadPaddingException(
        "The wrapped key was not made with %s and the key %s".formatted(name(), key));
  }

  @Override
  int outputSize(CipherOperation operation, int length) {
    if (!operation.isForward()) {
      return Math.max(0, length - SEMIBLOCK);
    }
    return (length + SEMIBLOCK - 1) / SEMIBLOCK * SEMIBLOCK + SEMIBLOCK;
  }

  @Override
  boolean shrinks(Direction direction) {
    return padded && !direction.isForward();
  }

  @Override
  boolean isPossible(CipherOperation operation, int input, int output) {
    int most = outputSize(operation, input);
    return shrinks(operation.direction())
        ? output > most - SEMIBLOCK && output <= most
        : output == most;
  }

  @Override
  int blockSize() {
    return SEMIBLOCK;
  }

  @Override
  Class<? extends AlgorithmParameterSpec> parameterClass() {
    return IvParameterSpec.class;
  }
}
