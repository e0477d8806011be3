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

/** What one transformation of the service takes and gives. Immutable. */
abstract sealed class Transformation permits RsaEncryption, AesCbc, AesGcm, AesKeyWrap {
  /**
   * The longest plaintext of one request, unless the algorithm has a limit of its own: the answer
   * to a longer one, in base64, would exceed the 4 MiB that are read of any answer.
   */
  private static final int LONGEST_PLAINTEXT = 3_000_000;

  /** What a padding or a tag adds to it at most. */
  private static final int LONGEST_ADDITION = 16;

  private final String name;

  Transformation(String name) {
    this.name = name;
  }

  final String name() {
    return name;
  }

  /** Checks the mode that a program adds to a short name of this transformation. */
  void checkMode(String mode) throws NoSuchAlgorithmException {
    throw new NoSuchAlgorithmException(
        "The service does not offer %s in the mode %s".formatted(name, mode));
  }

  /** Checks the padding that a program adds to a short name of this transformation. */
  void checkPadding(String padding) throws NoSuchPaddingException {
    throw new NoSuchPaddingException(
        "The service does not offer %s with the padding %s".formatted(name, padding));
  }

  /** The name by which other providers know this transformation. */
  String foreignName() {
    return name;
  }

  /** Checks what no other provider will, since it knows the transformation by another name. */
  void checkForeign(Key foreignKey) throws InvalidKeyException {}

  /** A cipher of the first other provider that takes the key and the parameters; null for none. */
  final Cipher foreign(
      OtherProviders others,
      int mode,
      Key key,
      AlgorithmParameterSpec parameters,
      SecureRandom random)
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

  /** The class of the parameters that the transformation takes, or null. */
  abstract Class<? extends AlgorithmParameterSpec> parameterClass();

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

  /** The parameters in use as long as there is no key, or null. */
  AlgorithmParameterSpec standardParameters() {
    return null;
  }

  /** Checks a key, a direction and parameters; gives the parameters in use. Null for none. */
  abstract AlgorithmParameterSpec start(
      Direction direction, KeyHandle key, AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException;

  boolean takesAdditionalData() {
    return false;
  }

  /** The greatest length of an input; what goes beyond it is counted and not kept. */
  int mostInput(CipherOperation operation, int additionalData) {
    return operation.isForward() ? LONGEST_PLAINTEXT : LONGEST_PLAINTEXT + LONGEST_ADDITION;
  }

  /** What to do with an input that is longer, as the end of a sentence; or empty. */
  String adviceForMore() {
    return ": it goes out in one request. Encrypt more with a key of the JVM's own, and wrap that";
  }

  /** Checks an input that is not longer than the most before a request is sent. */
  abstract void check(CipherOperation operation, byte[] data)
      throws IllegalBlockSizeException, BadPaddingException;

  /** Whether this input needs no request, since nothing becomes of it. */
  boolean isTrivial(CipherOperation operation, byte[] data) {
    return false;
  }

  /** Sends a request whose input was checked. */
  abstract CipherAnswer send(CipherRequest request) throws VaultException;

  /** The most bytes that an input of the given length becomes. */
  abstract int outputSize(CipherOperation operation, int length);

  /** Whether an output may turn out shorter than its announced size. */
  abstract boolean shrinks(Direction direction);

  /** Whether an input of one length can become an output of another. */
  abstract boolean isPossible(CipherOperation operation, int input, int output);

  /** What to throw when a ciphertext is wrong: the same for every cause. */
  abstract BadPaddingException badCiphertext(KeyHandle key);

  /** A sentence on what may be wrong with a refused request and is only guessed; or empty. */
  String hint(KeyHandle key) {
    return "";
  }
}
