package io.vaultjca.embedded;

import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Something that goes wrong with a request. Immutable.
 *
 * @see Faults
 */
public sealed interface Fault {

  /** Answers as usual, but later. */
  static Fault delay(Duration duration) {
    return new Delay(duration);
  }

  /** 429 {@code Throttled} without a {@code Retry-After}. */
  static Fault throttled() {
    return new Throttled(null);
  }

  /**
   * 429 {@code Throttled}.
   *
   * @param retryAfter in the header, rounded up to seconds
   */
  static Fault throttled(Duration retryAfter) {
    return new Throttled(Objects.requireNonNull(retryAfter, "retryAfter"));
  }

  /** 503 {@code ServiceUnavailable}. */
  static Fault unavailable() {
    return new Unavailable();
  }

  /** 401 with the usual challenge, although the token was right. */
  static Fault unauthorized() {
    return new Unauthorized(null);
  }

  /**
   * 401 with a claims challenge, as continuous access evaluation (CAE) sends it.
   *
   * @param claims the JSON the client is to send when it asks for a new token
   */
  static Fault claimsChallenge(String claims) {
    return new Unauthorized(Objects.requireNonNull(claims, "claims"));
  }

  /**
   * 401 with a challenge of one's own.
   *
   * @param header the value of {@code WWW-Authenticate}
   */
  static Fault challenge(String header) {
    return new Challenge(Objects.requireNonNull(header, "header"));
  }

  /** A TCP reset instead of an answer. */
  static Fault reset() {
    return new Reset();
  }

  /** No answer at all, on a connection that stays open. */
  static Fault hang() {
    return new Hang();
  }

  /** The right answer's headers and half of its body, then the end of the connection. */
  static Fault truncated() {
    return new Truncated();
  }

  /** The right status with a body that is not JSON. */
  static Fault garbage() {
    return new Garbage();
  }

  /**
   * The right status and headers with another body, as a service that lies would answer.
   *
   * @param rewriting from the right body to the one to send; called on the connection's thread
   */
  static Fault rewritten(UnaryOperator<String> rewriting) {
    return new Rewritten(Objects.requireNonNull(rewriting, "rewriting"));
  }

  /** See {@link #delay}. */
  record Delay(Duration duration) implements Fault {
    public Delay {
      if (duration.isNegative()) {
        throw new IllegalArgumentException("a delay cannot be negative: " + duration);
      }
    }
  }

  /** See {@link #throttled(Duration)}; null for no header. */
  record Throttled(Duration retryAfter) implements Fault {}

  /** See {@link #unavailable}. */
  record Unavailable() implements Fault {}

  /** See {@link #unauthorized} and {@link #claimsChallenge}; null for no claims. */
  record Unauthorized(String claims) implements Fault {}

  /** See {@link #challenge}. */
  record Challenge(String header) implements Fault {}

  /** See {@link #reset}. */
  record Reset() implements Fault {}

  /** See {@link #hang}. */
  record Hang() implements Fault {}

  /** See {@link #truncated}. */
  record Truncated() implements Fault {}

  /** See {@link #rewritten}. */
  record Rewritten(UnaryOperator<String> rewriting) implements Fault {}

  /** See {@link #garbage}. */
  record Garbage() implements Fault {}
}
