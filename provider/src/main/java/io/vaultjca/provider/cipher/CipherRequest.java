package io.vaultjca.provider.cipher;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.provider.remote.RemoteFailure;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import org.jspecify.annotations.Nullable;

/**
 * The request that ends an operation, and the checks of its answer. It is built under the lock of
 * the {@link VaultCipher}, and shares nothing with it.
 *
 * @param data the input, cut to the greatest permitted length
 * @param length the length of the whole input, in bytes
 * @param additionalData the additional authenticated data; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // It is never compared.
record CipherRequest(
    Transformation transformation,
    CipherOperation operation,
    byte[] data,
    long length,
    byte @Nullable [] additionalData) {
  KeyHandle key() {
    return operation.key();
  }

  /**
   * Checks the input, sends it and checks the answer.
   *
   * @throws BadPaddingException if the ciphertext is wrong, whoever detected it and how
   */
  CipherAnswer answer() throws IllegalBlockSizeException, BadPaddingException, VaultException {
    checkLength();
    transformation.check(operation, data);
    if (transformation.isTrivial(operation, data)) {
      return new CipherAnswer(data.clone(), operation.parameters());
    }
    CipherAnswer answer = sent();
    byte[] output = answer.output();
    if (!transformation.isPossible(operation, data.length, output.length)) {
      Arrays.fill(output, (byte) 0);
      throw VaultException.unusable(
          "%s with the key %s failed: the answer is not trusted: %s bytes cannot become %s. Nothing of it was used"
              .formatted(transformation.name(), key(), data.length, output.length),
          null);
    }
    return answer;
  }

  private void checkLength() throws IllegalBlockSizeException {
    int most =
        transformation.mostInput(operation, additionalData == null ? 0 : additionalData.length);
    if (length > most) {
      throw new IllegalBlockSizeException(
          "%s with the key %s takes at most %s bytes; it was given %s%s"
              .formatted(
                  transformation.name(), key(), most, length, transformation.adviceForMore()));
    }
  }

  private CipherAnswer sent() throws BadPaddingException, VaultException {
    try {
      return transformation.send(this);
    } catch (VaultException e) {
      if (!operation.isForward() && e.reason() == Reason.BAD_CIPHERTEXT) {
        RemoteFailure.loggedForDiagnosis(e);
        throw transformation.badCiphertext(key());
      }
      throw e;
    }
  }

  /** Logs a failure other than a wrong ciphertext, and returns the message for the caller. */
  String explained(VaultException failure) {
    // Only the service's own 400: an answer of a proxy, such as 407, says nothing about the key.
    boolean refused =
        failure.status() == 400
            && (failure.reason() == Reason.BAD_REQUEST
                || failure.reason() == Reason.BAD_CIPHERTEXT);
    String hint = refused ? transformation.hint(key()) : "";
    return RemoteFailure.logged(failure).getMessage() + (hint.isEmpty() ? "" : " " + hint);
  }

  void clear() {
    Arrays.fill(data, (byte) 0);
  }
}
