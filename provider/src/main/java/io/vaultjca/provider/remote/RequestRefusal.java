package io.vaultjca.provider.remote;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;

/** Tells what a request was refused for. */
public final class RequestRefusal {
  private static final int HTTP_BAD_REQUEST = 400;

  private RequestRefusal() {}

  /**
   * Whether the service refused what it was sent.
   *
   * @return whether it is the service's 400: what a proxy answers, 407 say, tells nothing
   */
  public static boolean isShownBy(VaultException failure) {
    return failure.status() == HTTP_BAD_REQUEST
        && (failure.reason() == Reason.BAD_REQUEST || failure.reason() == Reason.BAD_CIPHERTEXT);
  }

  /**
   * Whether the service refused a ciphertext that it was sent, or may have.
   *
   * @return whether a caller must not be told more than that the ciphertext is wrong
   */
  public static boolean mayBeOfTheCiphertext(VaultException failure) {
    return failure.reason() == Reason.BAD_CIPHERTEXT;
  }
}
