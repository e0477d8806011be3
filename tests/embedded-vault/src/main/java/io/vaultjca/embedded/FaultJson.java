package io.vaultjca.embedded;

import io.vaultjca.embedded.Fault.RetryAfter;
import java.time.Duration;

/**
 * Faults as JSON: {@code {"fault": "throttled", "milliseconds": 500}}. Supports all except {@link
 * Fault#rewritten}, which takes code, and {@link Fault#challenge(String)}.
 */
final class FaultJson {
  private FaultJson() {}

  /**
   * Reads a fault.
   *
   * @throws IllegalArgumentException if the fault is unknown, or a member is missing or invalid
   */
  static Fault read(ControlBody body) {
    String name = body.text("fault");
    return switch (name) {
      case "delay" -> Fault.delay(milliseconds(body));
      case "throttled" -> throttled(body);
      case "unavailable" -> Fault.unavailable();
      case "server-error" -> Fault.serverError();
      case "unauthorized" -> Fault.unauthorized();
      case "claims-challenge" -> Fault.claimsChallenge(body.text("claims", "{}"));
      case "challenge" -> Fault.challenge(body.text("authorization"), body.text("resource"));
      case "reset" -> Fault.reset();
      case "reset-in-the-middle" -> Fault.resetInTheMiddle();
      case "hang" -> Fault.hang();
      case "truncated" -> Fault.truncated();
      case "trickle" -> Fault.trickle(milliseconds(body));
      case "garbage" -> Fault.garbage();
      case "body" -> Fault.body(status(body), body.text("text", ""));
      case "oversized" ->
          Fault.oversized(
              status(body),
              body.number("bytes", 0, 0, Long.MAX_VALUE),
              body.bool("announced", true));
      default -> throw new IllegalArgumentException("there is no fault '" + name + "'");
    };
  }

  private static Fault throttled(ControlBody body) {
    if (!body.has("milliseconds")) {
      return Fault.throttled();
    }
    String header = body.text("header", "seconds");
    RetryAfter form =
        switch (header) {
          case "seconds" -> RetryAfter.SECONDS;
          case "date" -> RetryAfter.DATE;
          case "milliseconds" -> RetryAfter.MILLISECONDS;
          default ->
              throw new IllegalArgumentException(
                  "header must be seconds, date or milliseconds, not " + header);
        };
    return Fault.throttled(milliseconds(body), form);
  }

  private static Duration milliseconds(ControlBody body) {
    return Duration.ofMillis(body.number("milliseconds", 0, 0, Integer.MAX_VALUE));
  }

  private static int status(ControlBody body) {
    return (int) body.number("status", 200, 200, 599);
  }
}
