package io.vaultjca.provider.cipher;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.provider.remote.RemoteFailure;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;

/**
 * The exchange with the vault that ends an operation. It is built under the lock of a cipher and
 * shares nothing with it afterwards.
 *
 * @param length how much input there was, kept in the data or not
 * @param additionalData the additional authenticated data, or null
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
record CipherRequest(
    Transformation transformation,
    CipherOperation operation,
    byte[] data,
    long length,
    byte[] additionalData) {
  KeyHandle key() {
    return operation.key();
  }

  /**
   * Checks the input, sends it and checks the answer.
   *
   * @throws BadPaddingException if the ciphertext is wrong, whoever found that out and by what
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
          ("%s with the key %s failed: the answer is not trusted: %s bytes cannot become %s."
                  + " Nothing of it was used")
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

  /** Logs a failure that is not about a ciphertext, and says what the caller learns of it. */
  String explained(VaultException failure) {
    // The service's own 400: what a proxy answers, 407 say, tells nothing.
    boolean refused =
        failure.status() == 400
            && (failure.reason() == Reason.BAD_REQUEST
                || failure.reason() == Reason.BAD_CIPHERTEXT);
    String hint = refused ? transformation.hint(key()) : "";
    String message = RemoteFailure.logged(failure).getMessage();
    return hint.isEmpty() ? message : message + " " + hint;
  }

  void clear() {
    Arrays.fill(data, (byte) 0);
  }
}
