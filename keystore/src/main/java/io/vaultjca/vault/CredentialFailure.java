package io.vaultjca.vault;

/** No token could be had. The cause is what the credential said. */
final class CredentialFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CredentialFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
