package io.vaultjca.demo;

/** A step of the demo did not do what it should; the message tells it to the user. */
final class StepFailed extends Exception {
  private static final long serialVersionUID = 1L;

  StepFailed(String message) {
    super(message);
  }
}
