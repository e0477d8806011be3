package io.vaultjca.provider.cipher;

import io.vaultjca.VaultException;
import io.vaultjca.config.ConnectionConfig.PublicKeyOperations;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.PublicHandle;
import io.vaultjca.provider.jvm.OtherProviders;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of all ciphers with keys in a vault.
 *
 * <p>An init sends nothing. The cipher collects input until {@code doFinal}, {@code wrap} or {@code
 * unwrap} sends one request. After it, even if it fails, the cipher is as after its init. A key
 * that is not in a vault goes to the next provider that accepts it.
 *
 * <p>{@link io.vaultjca.provider.remote} documents the use of the lock.
 */
final class VaultCipher extends CipherSpi {
  private static final byte[] NOTHING = {};

  private final OtherProviders others;
  private final Transformation transformation;
  private final Object lock = new Object();
  private final Buffer input = new Buffer();
  private final Buffer additionalData = new Buffer();

  /** The last init, if its key is in a vault. At most one of operation and foreign is set. */
  private @Nullable CipherOperation operation;

  /** Another provider's cipher, after an init with a key that is not in a vault. */
  private @Nullable Cipher foreign;

  private @Nullable AlgorithmParameterSpec parameters;

  VaultCipher(OtherProviders others, Transformation transformation) {
    this.others = others;
    this.transformation = transformation;
    this.parameters = transformation.standardParameters();
  }

  @Override
  protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
    transformation.checkMode(mode);
  }

  @Override
  protected void engineSetPadding(String padding) throws NoSuchPaddingException {
    transformation.checkPadding(padding);
  }

  @Override
  protected void engineInit(int opmode, @Nullable Key initKey, @Nullable SecureRandom random)
      throws InvalidKeyException {
    try {
      engineInit(opmode, initKey, (AlgorithmParameterSpec) null, random);
    } catch (InvalidAlgorithmParameterException e) {
      // Without parameters, the problem is a key that needs them.
      throw new InvalidKeyException(e.getMessage(), e);
    }
  }

  @Override
  protected void engineInit(
      int opmode,
      @Nullable Key initKey,
      @Nullable AlgorithmParameters given,
      @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    AlgorithmParameterSpec spec = given == null ? null : transformation.spec(given);
    engineInit(opmode, initKey, spec, random);
  }

  @Override
  protected void engineInit(
      int opmode,
      @Nullable Key initKey,
      @Nullable AlgorithmParameterSpec given,
      @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    synchronized (lock) {
      forget();
      if (!(initKey instanceof KeyHandle key)) {
        transformation.checkForeign(initKey);
        foreign = transformation.foreign(others, opmode, initKey, given, random);
        return;
      }
      CipherOperation started =
          transformation.start(new CipherOperation(Direction.of(opmode), key, given), random);
      if (started.isForward()
          && key instanceof PublicHandle handle
          && handle.remote().publicKeyOperations() == PublicKeyOperations.LOCAL) {
        foreign =
            transformation.foreign(others, opmode, handle.plain(), started.parameters(), random);
        return;
      }
      operation = started;
      parameters = started.parameters();
      input.keepAtMost(transformation.mostInput(started, 0));
    }
  }

  private void forget() {
    operation = null;
    foreign = null;
    parameters = transformation.standardParameters();
    input.clear();
    additionalData.clear();
  }

  private CipherOperation initialised() {
    if (operation == null) {
      throw new IllegalStateException(transformation.name() + " has no key: call init first");
    }
    return operation;
  }

  @Override
  protected int engineGetBlockSize() {
    synchronized (lock) {
      return foreign != null ? foreign.getBlockSize() : transformation.blockSize();
    }
  }

  @Override
  protected int engineGetOutputSize(int inputLength) {
    synchronized (lock) {
      if (foreign != null) {
        return foreign.getOutputSize(inputLength);
      }
      return operation == null
          ? 0
          : transformation.outputSize(operation, Math.addExact(input.length(), inputLength));
    }
  }

  @Override
  protected byte @Nullable [] engineGetIV() {
    synchronized (lock) {
      return foreign != null ? foreign.getIV() : JdkParameters.iv(parameters);
    }
  }

  @Override
  protected @Nullable AlgorithmParameters engineGetParameters() {
    synchronized (lock) {
      if (foreign != null) {
        return foreign.getParameters();
      }
      return parameters == null ? null : JdkParameters.of(parameters);
    }
  }

  @Override
  protected int engineGetKeySize(Key sized) throws InvalidKeyException {
    return sized instanceof KeyHandle key ? KeySize.of(key) : super.engineGetKeySize(sized);
  }

  @Override
  protected void engineUpdateAAD(byte[] source, int offset, int length) {
    synchronized (lock) {
      if (foreign != null) {
        foreign.updateAAD(source, offset, length);
        return;
      }
      if (!transformation.takesAdditionalData()) {
        throw new UnsupportedOperationException(
            transformation.name() + " has no additional authenticated data");
      }
      if (input.length() > 0) {
        throw new IllegalStateException(
            "%s takes additional authenticated data before the first update only"
                .formatted(transformation.name()));
      }
      additionalData.add(source, offset, length);
    }
  }

  @Override
  protected void engineUpdateAAD(ByteBuffer source) {
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    engineUpdateAAD(bytes, 0, bytes.length);
  }

  @Override
  protected byte[] engineUpdate(byte[] data, int offset, int length) {
    synchronized (lock) {
      if (foreign != null) {
        return foreign.update(data, offset, length);
      }
      input.add(data, offset, length);
      return NOTHING;
    }
  }

  @Override
  protected int engineUpdate(byte[] data, int offset, int length, byte[] output, int outputOffset)
      throws ShortBufferException {
    synchronized (lock) {
      if (foreign != null) {
        return foreign.update(data, offset, length, output, outputOffset);
      }
      input.add(data, offset, length);
      return 0;
    }
  }

  @Override
  protected byte[] engineDoFinal(byte @Nullable [] data, int offset, int length)
      throws IllegalBlockSizeException, BadPaddingException {
    CipherRequest request;
    synchronized (lock) {
      if (foreign != null) {
        return data == null ? foreign.doFinal() : foreign.doFinal(data, offset, length);
      }
      request = finished(data, offset, length);
    }
    try {
      return result(request);
    } finally {
      request.clear();
    }
  }

  @Override
  protected int engineDoFinal(
      byte @Nullable [] data, int offset, int length, byte[] output, int outputOffset)
      throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
    int space = output.length - outputOffset;
    int collected;
    CipherRequest request;
    synchronized (lock) {
      if (foreign != null) {
        return data == null
            ? foreign.doFinal(output, outputOffset)
            : foreign.doFinal(data, offset, length, output, outputOffset);
      }
      int needed = engineGetOutputSize(length);
      if (space < needed && !transformation.shrinks(initialised().direction())) {
        throw tooShort(needed, space);
      }
      collected = input.length();
      request = finished(data, offset, length);
    }
    try {
      byte[] result = result(request);
      if (space < result.length) {
        Arrays.fill(result, (byte) 0);
        putBack(request, collected);
        throw tooShort(result.length, space);
      }
      System.arraycopy(result, 0, output, outputOffset, result.length);
      return result.length;
    } finally {
      request.clear();
    }
  }

  private ShortBufferException tooShort(int needed, int space) {
    return new ShortBufferException(
        "%s needs %s bytes for its output; the buffer has %s"
            .formatted(transformation.name(), needed, space));
  }

  /** Restores the collected input: the caller may repeat the call with a larger buffer. */
  private void putBack(CipherRequest request, int collected) {
    synchronized (lock) {
      if (isOfLastInit(request)) {
        input.putBack(request.data(), collected);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // CipherOperation says why.
  private boolean isOfLastInit(CipherRequest request) {
    return operation == request.operation();
  }

  private CipherRequest finished(byte @Nullable [] data, int offset, int length) {
    initialised();
    if (data != null) {
      input.add(data, offset, length);
    }
    long counted = input.counted();
    return request(input.take(), counted);
  }

  private CipherRequest request(byte[] data, long length) {
    byte[] authenticated = additionalData.length() == 0 ? null : additionalData.take();
    return new CipherRequest(transformation, initialised(), data, length, authenticated);
  }

  private byte[] result(CipherRequest request)
      throws IllegalBlockSizeException, BadPaddingException {
    try {
      return sent(request);
    } catch (VaultException e) {
      throw new ProviderException(request.explained(e), e);
    }
  }

  /** Sends a request, and keeps the parameters of the answer unless an init happened meanwhile. */
  private byte[] sent(CipherRequest request)
      throws IllegalBlockSizeException, BadPaddingException, VaultException {
    CipherAnswer answer = request.answer();
    synchronized (lock) {
      if (isOfLastInit(request)) {
        parameters = answer.parameters();
      }
    }
    return answer.output();
  }

  @Override
  protected byte[] engineWrap(@Nullable Key wrapped)
      throws IllegalBlockSizeException, InvalidKeyException {
    CipherRequest request;
    synchronized (lock) {
      if (foreign != null) {
        return foreign.wrap(wrapped);
      }
      byte[] encoded = KeyEncoding.of(wrapped);
      request = request(encoded, encoded.length);
    }
    try {
      return sent(request);
    } catch (BadPaddingException e) {
      throw new InvalidKeyException(e.getMessage(), e);
    } catch (VaultException e) {
      throw new InvalidKeyException(request.explained(e), e);
    } finally {
      request.clear();
    }
  }

  @Override
  protected Key engineUnwrap(byte @Nullable [] wrapped, String wrappedAlgorithm, int wrappedType)
      throws InvalidKeyException, NoSuchAlgorithmException {
    CipherRequest request;
    synchronized (lock) {
      if (foreign != null) {
        return foreign.unwrap(wrapped, wrappedAlgorithm, wrappedType);
      }
      if (wrapped == null || wrapped.length == 0) {
        throw new InvalidKeyException(
            "There is no wrapped key: it is " + (wrapped == null ? "null" : "empty"));
      }
      request = request(wrapped.clone(), wrapped.length);
    }
    byte[] encoded = unwrapped(request);
    try {
      return KeyEncoding.decode(encoded, wrappedAlgorithm, wrappedType);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private byte[] unwrapped(CipherRequest request) throws InvalidKeyException {
    try {
      return sent(request);
    } catch (BadPaddingException e) {
      // Without the cause: the caller must not learn more than the message.
      throw new InvalidKeyException(e.getMessage());
    } catch (IllegalBlockSizeException e) {
      throw new InvalidKeyException(e.getMessage(), e);
    } catch (VaultException e) {
      throw new InvalidKeyException(request.explained(e), e);
    }
  }
}
