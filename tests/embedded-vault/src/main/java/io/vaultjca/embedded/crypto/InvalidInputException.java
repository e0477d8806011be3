package io.vaultjca.embedded.crypto;

/** The input is invalid for the key or the algorithm; the message is the service's. */
public final class InvalidInputException extends Exception {
  private static final long serialVersionUID = 1;

  public InvalidInputException(String message) {
    super(message);
  }

  public InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
