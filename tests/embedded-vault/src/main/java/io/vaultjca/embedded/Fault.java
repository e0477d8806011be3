package io.vaultjca.embedded;

import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A fault in the response to a request. Immutable.
 *
 * @see Faults
 */
public sealed interface Fault {

  /** Delays the normal response. */
  static Fault delay(Duration duration) {
    return new Delay(duration);
  }

  /** 429 {@code Throttled} without a {@code Retry-After}. */
  static Fault throttled() {
    return new Throttled(Duration.ZERO, RetryAfter.NONE);
  }

  /**
   * 429 {@code Throttled}.
   *
   * @param retryAfter in the header, rounded up to seconds
   */
  static Fault throttled(Duration retryAfter) {
    return throttled(retryAfter, RetryAfter.SECONDS);
  }

  /**
   * 429 {@code Throttled}.
   *
   * @param delay the time in the header, rounded up to its unit
   * @param header the format of the time
   */
  static Fault throttled(Duration delay, RetryAfter header) {
    return new Throttled(delay, header);
  }

  /** How a 429 tells the client when to retry. */
  enum RetryAfter {
    /** Not at all. */
    NONE,
    /** {@code Retry-After: 2}. */
    SECONDS,
    /** {@code Retry-After: Fri, 31 Dec 1999 23:59:59 GMT}, by the vault's clock. */
    DATE,
    /** {@code x-ms-retry-after-ms: 2000}. */
    MILLISECONDS
  }

  /** 503 {@code ServiceUnavailable}. */
  static Fault unavailable() {
    return new Unavailable();
  }

  /** 500 {@code InternalServerError}. */
  static Fault serverError() {
    return new ServerError();
  }

  /** 401 with the usual challenge, although the token is valid. */
  static Fault unauthorized() {
    return new Unauthorized(null);
  }

  /**
   * 401 with a claims challenge, as continuous access evaluation (CAE) sends it.
   *
   * @param claims the JSON that the client should send in its next token request
   */
  static Fault claimsChallenge(String claims) {
    return new Unauthorized(Objects.requireNonNull(claims, "claims"));
  }

  /**
   * 401 with a challenge that names another tenant or resource.
   *
   * @param authorization where to get a token: the URI of a tenant
   * @param resource the audience of the token
   */
  static Fault challenge(String authorization, String resource) {
    return challenge(
        "Bearer authorization=\"%s\", resource=\"%s\"".formatted(authorization, resource));
  }

  /**
   * 401 with an arbitrary challenge.
   *
   * @param header the value of {@code WWW-Authenticate}
   */
  static Fault challenge(String header) {
    return new Challenge(Objects.requireNonNull(header, "header"));
  }

  /** A TCP reset instead of a response. */
  static Fault reset() {
    return new Reset();
  }

  /** No response, on a connection that stays open. */
  static Fault hang() {
    return new Hang();
  }

  /** The normal response's headers and half of its body, then the end of the connection. */
  static Fault truncated() {
    return new Truncated();
  }

  /** The normal response's headers and half of its body, then a TCP reset. */
  static Fault resetInTheMiddle() {
    return new ResetInTheMiddle();
  }

  /** The normal response, one byte at a time. */
  static Fault trickle(Duration perByte) {
    return new Trickle(perByte);
  }

  /** The normal status with a body that is not JSON. */
  static Fault garbage() {
    return new Garbage();
  }

  /** 200 with this body instead of the normal one; it may be empty. */
  static Fault body(String text) {
    return body(200, text);
  }

  /**
   * This status and body instead of the normal ones, like a gateway's error page; it may be empty.
   */
  static Fault body(int status, String text) {
    return new Body(status, Objects.requireNonNull(text, "text"));
  }

  /**
   * A body of spaces.
   *
   * @param status the response's status
   * @param bytes the length of the body
   * @param announced true for a {@code Content-Length}, false for a chunked body
   */
  static Fault oversized(int status, long bytes, boolean announced) {
    return new Oversized(status, bytes, announced);
  }

  /**
   * The normal status and headers with another body, as a malicious service would send it.
   *
   * @param rewriting turns the normal body into the one to send; called on the connection's thread
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

  /** See {@link #throttled(Duration, RetryAfter)}. */
  record Throttled(Duration delay, RetryAfter header) implements Fault {
    public Throttled {
      Objects.requireNonNull(delay, "delay");
      Objects.requireNonNull(header, "header");
    }
  }

  /** See {@link #serverError}. */
  record ServerError() implements Fault {}

  /** See {@link #resetInTheMiddle}. */
  record ResetInTheMiddle() implements Fault {}

  /** See {@link #trickle}. */
  record Trickle(Duration perByte) implements Fault {}

  /** See {@link #body}. */
  record Body(int status, String text) implements Fault {}

  /** See {@link #oversized}. */
  record Oversized(int status, long bytes, boolean announced) implements Fault {}

  /** See {@link #unavailable}. */
  record Unavailable() implements Fault {}

  /** See {@link #unauthorized}, which has no claims, and {@link #claimsChallenge}. */
  record Unauthorized(@Nullable String claims) implements Fault {}

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
