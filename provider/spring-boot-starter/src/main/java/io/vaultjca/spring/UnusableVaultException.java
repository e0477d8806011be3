package io.vaultjca.spring;

import org.jspecify.annotations.Nullable;

/** The application's configuration requires something that its vault cannot provide. */
final class UnusableVaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String action;

  /**
   * Creates the exception.
   *
   * @param message what cannot be used, and why; without secrets
   * @param action what to do
   * @param cause the failure behind it; null for none
   */
  UnusableVaultException(String message, String action, @Nullable Throwable cause) {
    super(message, cause);
    this.action = action;
  }

  /** What to do. */
  String action() {
    return action;
  }
}
