package io.vaultjca.token;

import org.jspecify.annotations.Nullable;

/** A credential got no token. The cause, if any, is the credential's exception. */
public final class CredentialFailure extends Exception {
  private static final long serialVersionUID = 1L;

  CredentialFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
