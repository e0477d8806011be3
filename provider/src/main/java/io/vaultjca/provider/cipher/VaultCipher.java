package io.vaultjca.provider.cipher;

import io.vaultjca.key.VaultKey;
import io.vaultjca.key.VaultPublicKey;
import io.vaultjca.provider.jvm.OtherProviders;
import io.vaultjca.provider.remote.RemoteFailure;
import io.vaultjca.provider.remote.RequestRefusal;
import io.vaultjca.vault.ConnectionConfig.PublicKeyOperations;
import io.vaultjca.vault.VaultException;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;

/**
 * A cipher with a key in a vault: the state that all transformations share.
 *
 * <p>An init sends nothing. Input is collected until {@code doFinal}, {@code wrap} or {@code
 * unwrap}, which sends one request; afterwards, whether it succeeded or not, the cipher is as after
 * its init. A key that is not in a vault goes to the next provider that takes it.
 *
 * <p>The JCA does not ask for it, but the steps of one object exclude each other, so that threads
 * that share one by mistake never mix their input within a step.
 */
public abstract sealed class VaultCipher extends CipherSpi
    permits RsaCipher, AesCbcCipher, AesGcmCipher, KeyWrapCipher {
  private static final byte[] NOTHING = {};

  /**
   * The longest plaintext of one request, unless the algorithm has a limit of its own: the answer
   * to a longer one, in base64, would exceed the 4 MiB that are read of any answer.
   */
  private static final int LONGEST_PLAINTEXT = 3_000_000;

  /** What a padding or a tag adds to it at most. */
  private static final int LONGEST_ADDITION = 16;

  private final OtherProviders others;
  private final String transformation;

  /** A lock that does not pin a virtual thread to its carrier while the request is under way. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Buffer input = new Buffer();

  /** The key of the last init, if it is in a vault; at most one of key and foreign is set. */
  private VaultKey key;

  /** Another provider's cipher, after an init with a key that is not in a vault. */
  private Cipher foreign;

  private int mode;

  VaultCipher(OtherProviders others, String transformation) {
    this.others = others;
    this.transformation = transformation;
  }

  /** What an operation does with its input. */
  enum Direction {
    ENCRYPT,
    DECRYPT,
    WRAP,
    UNWRAP;

    static Direction of(int mode) {
      return switch (mode) {
        case Cipher.ENCRYPT_MODE -> ENCRYPT;
        case Cipher.DECRYPT_MODE -> DECRYPT;
        case Cipher.WRAP_MODE -> WRAP;
        case Cipher.UNWRAP_MODE -> UNWRAP;
        default -> throw new IllegalStateException("The JCA knows no cipher mode " + mode);
      };
    }

    /** Encrypt or wrap. */
    boolean isForward() {
      return this == ENCRYPT || this == WRAP;
    }
  }

  /** Checks a key, a direction and parameters (null for none), and keeps what it needs of them. */
  abstract void start(
      Direction direction, VaultKey by, AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException;

  /** The greatest length of an input; what goes beyond it is counted and not kept. */
  int mostInput(Direction direction, VaultKey by) {
    return direction.isForward() ? LONGEST_PLAINTEXT : LONGEST_PLAINTEXT + LONGEST_ADDITION;
  }

  /** What to do with an input that is longer, as the end of a sentence; or empty. */
  String adviceForMore() {
    return ": it goes out in one request. Encrypt more with a key of the JVM's own, and wrap that";
  }

  /** Checks an input that is not longer than the most before a request is sent. */
  abstract void check(Direction direction, VaultKey by, byte[] data)
      throws IllegalBlockSizeException, BadPaddingException;

  /** Sends the request. */
  abstract byte[] process(Direction direction, VaultKey by, byte[] data) throws VaultException;

  /** A sentence on what may be wrong with a refused request and is only guessed; or empty. */
  String hint(VaultKey by) {
    return "";
  }

  /** What to throw when the service says that a ciphertext is wrong. */
  abstract BadPaddingException badCiphertext(VaultKey by);

  /** The most bytes that an input of the given length becomes. */
  abstract int outputSize(Direction direction, VaultKey by, int length);

  /** Whether an output may turn out shorter than its announced size. */
  abstract boolean shrinks(Direction direction);

  /** Whether an input of one length can become an output of another. */
  abstract boolean isPossible(Direction direction, VaultKey by, int input, int output);

  abstract int blockSize();

  abstract byte[] iv();

  abstract AlgorithmParameters parameters();

  /** The class of the parameters that the transformation takes, or null. */
  abstract Class<? extends AlgorithmParameterSpec> parameterClass();

  /** The parameters with which another provider does what the service would do. */
  AlgorithmParameterSpec foreignParameters(VaultKey by, AlgorithmParameterSpec given) {
    return given;
  }

  /** The name by which other providers know this transformation. */
  String foreignTransformation() {
    return transformation;
  }

  /** Checks what no other provider will, since it knows the transformation by another name. */
  void checkForeign(Key foreignKey) throws InvalidKeyException {}

  /** Takes additional authenticated data. */
  void updateAad(byte[] data, int offset, int length) {
    throw new UnsupportedOperationException(
        transformation + " has no additional authenticated data");
  }

  /** Whether this operation has nothing to ask the service for. */
  boolean isTrivial(byte[] data) {
    return false;
  }

  /** Forgets what belonged to the last input. */
  void forgetInput() {}

  final String transformation() {
    return transformation;
  }

  final boolean hasInput() {
    return input.length() > 0;
  }

  final ProviderException misused(String what) {
    return new ProviderException(transformation + ": " + what);
  }

  @Override
  protected final void engineSetMode(String name) throws NoSuchAlgorithmException {
    throw new NoSuchAlgorithmException(
        "The service does not offer " + transformation + " in the mode " + name);
  }

  @Override
  protected final void engineSetPadding(String name) throws NoSuchPaddingException {
    throw new NoSuchPaddingException(
        "The service does not offer " + transformation + " with the padding " + name);
  }

  @Override
  protected final void engineInit(int opmode, Key initKey, SecureRandom random)
      throws InvalidKeyException {
    try {
      init(opmode, initKey, null, random);
    } catch (InvalidAlgorithmParameterException e) {
      // No parameters were given, so it is the key that cannot be used without them.
      throw new InvalidKeyException(e.getMessage(), e);
    }
  }

  @Override
  protected final void engineInit(
      int opmode, Key initKey, AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    init(opmode, initKey, parameters, random);
  }

  @Override
  protected final void engineInit(
      int opmode, Key initKey, AlgorithmParameters parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    init(opmode, initKey, parameters == null ? null : spec(parameters), random);
  }

  private AlgorithmParameterSpec spec(AlgorithmParameters parameters)
      throws InvalidAlgorithmParameterException {
    Class<? extends AlgorithmParameterSpec> type = parameterClass();
    if (type == null) {
      throw new InvalidAlgorithmParameterException(
          transformation + " takes no parameters; it was given " + parameters.getAlgorithm());
    }
    try {
      return parameters.getParameterSpec(type);
    } catch (InvalidParameterSpecException e) {
      throw new InvalidAlgorithmParameterException(
          transformation
              + " takes a "
              + type.getSimpleName()
              + "; it was given parameters of the algorithm "
              + parameters.getAlgorithm(),
          e);
    }
  }

  private void init(int opmode, Key initKey, AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    lock.lock();
    try {
      forget();
      Direction direction = Direction.of(opmode);
      if (initKey instanceof VaultKey own) {
        start(direction, own, parameters, random);
        if (!runsInJvm(direction, own)) {
          key = own;
          mode = opmode;
          input.keepAtMost(mostInput(direction, own));
          return;
        }
        foreign = foreign(opmode, plain(own), foreignParameters(own, parameters), random);
      } else {
        checkForeign(initKey);
        foreign = foreign(opmode, initKey, parameters, random);
      }
    } finally {
      lock.unlock();
    }
  }

  private static boolean runsInJvm(Direction direction, VaultKey by) {
    return by instanceof VaultPublicKey
        && direction.isForward()
        && by.remote().vault().config().publicKeyOperations() == PublicKeyOperations.LOCAL;
  }

  private static Key plain(VaultKey by) {
    return by instanceof VaultPublicKey handle ? handle.plain() : by;
  }

  private Cipher foreign(
      int opmode, Key foreignKey, AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    return others.initialised(
        transformation,
        OtherProviders.Wanted.cipher(foreignTransformation()),
        foreignKey,
        provider -> {
          Cipher cipher = Cipher.getInstance(foreignTransformation(), provider);
          SecureRandom source = random == null ? new SecureRandom() : random;
          if (parameters == null) {
            cipher.init(opmode, foreignKey, source);
          } else {
            cipher.init(opmode, foreignKey, parameters, source);
          }
          return cipher;
        });
  }

  private void forget() {
    key = null;
    foreign = null;
    input.clear();
    forgetInput();
  }

  @Override
  protected final int engineGetBlockSize() {
    return foreign != null ? foreign.getBlockSize() : blockSize();
  }

  @Override
  protected final int engineGetOutputSize(int inputLength) {
    lock.lock();
    try {
      if (foreign != null) {
        return foreign.getOutputSize(inputLength);
      }
      return key == null
          ? 0
          : outputSize(Direction.of(mode), key, Math.addExact(input.length(), inputLength));
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected final byte[] engineGetIV() {
    return foreign != null ? foreign.getIV() : iv();
  }

  @Override
  protected final AlgorithmParameters engineGetParameters() {
    return foreign != null ? foreign.getParameters() : parameters();
  }

  @Override
  protected final int engineGetKeySize(Key sized) throws InvalidKeyException {
    if (sized instanceof VaultKey own) {
      return KeySize.of(own);
    }
    return super.engineGetKeySize(sized);
  }

  @Override
  protected final void engineUpdateAAD(byte[] source, int offset, int length) {
    lock.lock();
    try {
      if (foreign != null) {
        foreign.updateAAD(source, offset, length);
      } else {
        updateAad(source, offset, length);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected final void engineUpdateAAD(ByteBuffer source) {
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    engineUpdateAAD(bytes, 0, bytes.length);
  }

  @Override
  protected final byte[] engineUpdate(byte[] data, int offset, int length) {
    lock.lock();
    try {
      if (foreign != null) {
        return foreign.update(data, offset, length);
      }
      input.add(data, offset, length);
      return NOTHING;
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected final int engineUpdate(
      byte[] data, int offset, int length, byte[] output, int outputOffset)
      throws ShortBufferException {
    lock.lock();
    try {
      if (foreign != null) {
        return foreign.update(data, offset, length, output, outputOffset);
      }
      input.add(data, offset, length);
      return 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected final byte[] engineDoFinal(byte[] data, int offset, int length)
      throws IllegalBlockSizeException, BadPaddingException {
    lock.lock();
    try {
      if (foreign != null) {
        return data == null ? foreign.doFinal() : foreign.doFinal(data, offset, length);
      }
      return run(collected(data, offset, length));
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected final int engineDoFinal(
      byte[] data, int offset, int length, byte[] output, int outputOffset)
      throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
    lock.lock();
    try {
      if (foreign != null) {
        return data == null
            ? foreign.doFinal(output, outputOffset)
            : foreign.doFinal(data, offset, length, output, outputOffset);
      }
      int space = output.length - outputOffset;
      int needed = engineGetOutputSize(length);
      if (space < needed && !shrinks(direction())) {
        throw tooShort(needed, space);
      }
      byte[] before = input.copy();
      try {
        byte[] result = run(collected(data, offset, length));
        if (space < result.length) {
          // The caller may come back with a larger buffer: what was collected is still there.
          input.add(before, 0, before.length);
          Arrays.fill(result, (byte) 0);
          throw tooShort(result.length, space);
        }
        System.arraycopy(result, 0, output, outputOffset, result.length);
        return result.length;
      } finally {
        Arrays.fill(before, (byte) 0);
      }
    } finally {
      lock.unlock();
    }
  }

  private ShortBufferException tooShort(int needed, int space) {
    return new ShortBufferException(
        transformation + " needs " + needed + " bytes for its output; the buffer has " + space);
  }

  private Direction direction() {
    if (key == null) {
      throw new IllegalStateException(transformation + " has no key: call init first");
    }
    return Direction.of(mode);
  }

  private byte[] collected(byte[] data, int offset, int length) {
    if (data != null) {
      input.add(data, offset, length);
    }
    return input.copy();
  }

  /** Checks and sends; afterwards everything is as after the init. */
  private byte[] run(byte[] data) throws IllegalBlockSizeException, BadPaddingException {
    Direction direction = direction();
    try {
      checkLength(direction, input.counted());
      check(direction, key, data);
      return isTrivial(data) ? data.clone() : processed(direction, data);
    } catch (VaultException e) {
      if (!direction.isForward() && RequestRefusal.mayBeOfTheCiphertext(e)) {
        RemoteFailure.loggedForDiagnosis(e);
        throw badCiphertext(key);
      }
      throw new ProviderException(told(e), e);
    } finally {
      Arrays.fill(data, (byte) 0);
      input.clear();
      forgetInput();
    }
  }

  private void checkLength(Direction direction, long length) throws IllegalBlockSizeException {
    int most = mostInput(direction, key);
    if (length > most) {
      throw new IllegalBlockSizeException(
          transformation
              + " with the key "
              + key
              + " takes at most "
              + most
              + " bytes; it was given "
              + length
              + adviceForMore());
    }
  }

  private byte[] processed(Direction direction, byte[] data) throws VaultException {
    byte[] result = process(direction, key, data);
    if (!isPossible(direction, key, data.length, result.length)) {
      Arrays.fill(result, (byte) 0);
      throw VaultException.unusable(
          transformation
              + " with the key "
              + key
              + " failed: the answer is not trusted: "
              + data.length
              + " bytes cannot become "
              + result.length
              + ". Nothing of it was used",
          null);
    }
    return result;
  }

  /** What the caller is told of a failure that is no wrong ciphertext. */
  private String told(VaultException failure) {
    String hint = RequestRefusal.isShownBy(failure) ? hint(key) : "";
    String message = RemoteFailure.logged(failure).getMessage();
    return hint.isEmpty() ? message : message + " " + hint;
  }

  @Override
  protected final byte[] engineWrap(Key wrapped)
      throws IllegalBlockSizeException, InvalidKeyException {
    lock.lock();
    try {
      if (foreign != null) {
        return foreign.wrap(wrapped);
      }
      if (wrapped == null) {
        throw new InvalidKeyException("There is no key to wrap: it is null");
      }
      byte[] encoded = wrapped.getEncoded();
      if (encoded == null || encoded.length == 0) {
        throw new InvalidKeyException(
            "The key to wrap ("
                + wrapped.getClass().getName()
                + ", algorithm "
                + wrapped.getAlgorithm()
                + ") has no encoding: a key that cannot leave its vault or token cannot be wrapped");
      }
      try {
        checkLength(direction(), encoded.length);
        check(direction(), key, encoded);
        return processed(direction(), encoded);
      } catch (BadPaddingException e) {
        throw new InvalidKeyException(e.getMessage(), e);
      } catch (VaultException e) {
        throw new InvalidKeyException(told(e), e);
      } finally {
        Arrays.fill(encoded, (byte) 0);
        forgetInput();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected final Key engineUnwrap(byte[] wrapped, String wrappedAlgorithm, int wrappedType)
      throws InvalidKeyException, NoSuchAlgorithmException {
    lock.lock();
    try {
      if (foreign != null) {
        return foreign.unwrap(wrapped, wrappedAlgorithm, wrappedType);
      }
      byte[] encoded = unwrap(wrapped);
      try {
        return UnwrappedKey.of(encoded, wrappedAlgorithm, wrappedType);
      } finally {
        Arrays.fill(encoded, (byte) 0);
      }
    } finally {
      lock.unlock();
    }
  }

  private byte[] unwrap(byte[] wrapped) throws InvalidKeyException {
    if (wrapped == null || wrapped.length == 0) {
      throw new InvalidKeyException(
          "There is no wrapped key: it is " + (wrapped == null ? "null" : "empty"));
    }
    try {
      checkLength(direction(), wrapped.length);
      check(direction(), key, wrapped);
      return processed(direction(), wrapped);
    } catch (VaultException e) {
      if (RequestRefusal.mayBeOfTheCiphertext(e)) {
        RemoteFailure.loggedForDiagnosis(e);
        throw new InvalidKeyException(badCiphertext(key).getMessage());
      }
      throw new InvalidKeyException(told(e), e);
    } catch (GeneralSecurityException e) {
      throw new InvalidKeyException(e.getMessage(), e);
    } finally {
      forgetInput();
    }
  }
}
