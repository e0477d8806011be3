package io.vaultjca.spring;

/** Something of a vault cannot be used as the application's configuration wants it. */
final class UnusableVaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String action;

  /**
   * A failure.
   *
   * @param message what cannot be used, and why; holds no secret
   * @param action what to do
   * @param cause what found it out, or null
   */
  UnusableVaultException(String message, String action, Throwable cause) {
    super(message, cause);
    this.action = action;
  }

  /** What to do. */
  String action() {
    return action;
  }
}
