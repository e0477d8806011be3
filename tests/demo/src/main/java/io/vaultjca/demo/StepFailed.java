package io.vaultjca.demo;

/** A step of the demo failed; the message is for the user. */
final class StepFailed extends Exception {
  private static final long serialVersionUID = 1L;

  StepFailed(String message) {
    super(message);
  }
}
