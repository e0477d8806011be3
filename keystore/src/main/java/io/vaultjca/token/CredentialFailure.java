package io.vaultjca.token;

/** No token could be had. The cause is what the credential said. */
public final class CredentialFailure extends Exception {
  private static final long serialVersionUID = 1L;

  CredentialFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
