package io.vaultjca.provider.remote;

import io.vaultjca.vault.VaultException;
import java.util.regex.Pattern;

/**
 * Tells what was wrong with a request that the service refused. It answers every one with the same
 * code, {@code BadParameter}, so that its words have to do.
 */
public final class RequestRefusal {
  private static final int HTTP_BAD_REQUEST = 400;

  /**
   * How the service begins when it refuses a request's algorithm, its version or a length: before
   * it looks into a ciphertext, so that nobody learns from it what is in there. Seen in answers of
   * the live service, but for the third and the words for encryption in the second.
   */
  private static final Pattern WITHOUT_A_LOOK_AT_THE_CONTENT =
      Pattern.compile(
          "answered 400 [\\w/]+: \""
              + "(The specified version \\([^)]*\\) is not recognized"
              + "|Key and (encryption|key wrap|signing) algorithm are incompatible"
              + "|Algorithm '[^']*' is not supported"
              + "|Invalid length of '\\w+':)");

  private RequestRefusal() {}

  /**
   * Whether the service refused what it was sent.
   *
   * @param failure the failure of a request
   * @return whether it is the service's 400: what a proxy answers, 407 say, tells nothing
   */
  public static boolean isShownBy(VaultException failure) {
    return failure.reason() == VaultException.Reason.BAD_REQUEST
        && failure.status() == HTTP_BAD_REQUEST;
  }

  /**
   * Whether the service refused a ciphertext that it was sent, or may have: everything that does
   * not clearly concern something else.
   *
   * @param failure the failure of a request to decrypt or unwrap
   * @return whether a caller must not be told more than that the ciphertext is wrong
   */
  public static boolean mayBeOfTheCiphertext(VaultException failure) {
    return isShownBy(failure)
        && !WITHOUT_A_LOOK_AT_THE_CONTENT.matcher(failure.getMessage()).find();
  }
}
