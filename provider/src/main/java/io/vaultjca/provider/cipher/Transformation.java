package io.vaultjca.provider.cipher;

import io.vaultjca.VaultException;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.provider.jvm.OtherProviders;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import org.jspecify.annotations.Nullable;

/** The rules of one transformation: its parameters, its input and its requests. Immutable. */
abstract sealed class Transformation permits RsaEncryption, AesCbc, AesGcm, AesKeyWrap {
  /**
   * The longest plaintext, in bytes, unless the algorithm has a lower limit. The base64 of a longer
   * ciphertext would exceed the limit of 4 MiB for an answer.
   */
  private static final int LONGEST_PLAINTEXT = 3_000_000;

  /** The length of the longest padding or tag. */
  private static final int LONGEST_ADDITION = 16;

  private final String name;

  Transformation(String name) {
    this.name = name;
  }

  final String name() {
    return name;
  }

  /** Checks the mode, if the JCA found this transformation by a name without it. */
  void checkMode(String mode) throws NoSuchAlgorithmException {
    throw new NoSuchAlgorithmException(
        "The service does not offer %s in the mode %s".formatted(name, mode));
  }

  /** Checks the padding, if the JCA found this transformation by a name without it. */
  void checkPadding(String padding) throws NoSuchPaddingException {
    throw new NoSuchPaddingException(
        "The service does not offer %s with the padding %s".formatted(name, padding));
  }

  /** The name of this transformation in other providers. */
  String foreignName() {
    return name;
  }

  /** Checks what the name says of a key, if the name in other providers does not say it. */
  void checkForeign(@Nullable Key foreignKey) throws InvalidKeyException {}

  /** Initialises a cipher of the first other provider that accepts the key and the parameters. */
  final Cipher foreign(
      OtherProviders others,
      int mode,
      @Nullable Key key,
      @Nullable AlgorithmParameterSpec parameters,
      @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    return others.initialised(
        name,
        OtherProviders.offersCipher(foreignName()),
        key,
        provider -> {
          Cipher cipher = Cipher.getInstance(foreignName(), provider);
          SecureRandom source = random == null ? new SecureRandom() : random;
          if (parameters == null) {
            cipher.init(mode, key, source);
          } else {
            cipher.init(mode, key, parameters, source);
          }
          return cipher;
        });
  }

  abstract int blockSize();

  /** The class of the parameters; null if the transformation takes none. */
  abstract @Nullable Class<? extends AlgorithmParameterSpec> parameterClass();

  final AlgorithmParameterSpec spec(AlgorithmParameters parameters)
      throws InvalidAlgorithmParameterException {
    Class<? extends AlgorithmParameterSpec> type = parameterClass();
    if (type == null) {
      throw new InvalidAlgorithmParameterException(
          "%s takes no parameters; it was given %s".formatted(name, parameters.getAlgorithm()));
    }
    try {
      return parameters.getParameterSpec(type);
    } catch (InvalidParameterSpecException e) {
      throw new InvalidAlgorithmParameterException(
          "%s takes a %s; it was given parameters of the algorithm %s"
              .formatted(name, type.getSimpleName(), parameters.getAlgorithm()),
          e);
    }
  }

  /** The parameters before an init; null for none. */
  @Nullable AlgorithmParameterSpec standardParameters() {
    return null;
  }

  /**
   * Checks an init, and returns the operation with the parameters to use: null if it has none, or
   * none before the answer.
   *
   * @param random for an initialisation vector; null for the JVM's default
   */
  abstract CipherOperation start(CipherOperation init, @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException;

  boolean takesAdditionalData() {
    return false;
  }

  /** The greatest length of an input, in bytes. */
  int mostInput(CipherOperation operation, int additionalData) {
    return operation.isForward() ? LONGEST_PLAINTEXT : LONGEST_PLAINTEXT + LONGEST_ADDITION;
  }

  /** The end of a sentence that refuses a longer input: what to do instead. May be empty. */
  String adviceForMore() {
    return ": it goes out in one request. Encrypt more with a key in the JVM, and wrap that key";
  }

  /** Checks an input of a permitted length, before its request. */
  abstract void check(CipherOperation operation, byte[] data)
      throws IllegalBlockSizeException, BadPaddingException;

  /** Whether the output equals this input, which then needs no request. */
  boolean isTrivial(CipherOperation operation, byte[] data) {
    return false;
  }

  /** Sends a request with checked input. */
  abstract CipherAnswer send(CipherRequest request) throws VaultException;

  /** The greatest length of the output, in bytes. */
  abstract int outputSize(CipherOperation operation, int length);

  /** Whether an output may be shorter than {@link #outputSize}. */
  abstract boolean shrinks(Direction direction);

  /** Whether an input of one length can have an output of the other. */
  abstract boolean isPossible(CipherOperation operation, int input, int output);

  /** The exception for a wrong ciphertext: the same for every cause, or it helps an attacker. */
  abstract BadPaddingException badCiphertext(KeyHandle key);

  /** A sentence about a guess that may be the reason for a refused request; empty if none. */
  String hint(KeyHandle key) {
    return "";
  }
}
