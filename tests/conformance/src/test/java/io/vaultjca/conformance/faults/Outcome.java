package io.vaultjca.conformance.faults;

import java.time.Duration;
import java.util.Optional;

/**
 * The outcome of one piece of work.
 *
 * @param result the result, in words
 * @param failure the exception, if any
 * @param warning for a refresh: the warning with which the old entry was served
 * @param elapsed the time it took
 * @param requests the number of requests to the vault
 * @param tokenRequests the number of requests to the token endpoint
 */
record Outcome(
    String result,
    Optional<Exception> failure,
    Optional<String> warning,
    Duration elapsed,
    long requests,
    long tokenRequests) {

  /** The same outcome with one request less. */
  Outcome withoutOneRequest() {
    return new Outcome(result, failure, warning, elapsed, requests - 1, tokenRequests);
  }

  /** The message of the exception, or the warning. */
  Optional<String> complaint() {
    return failure.map(Exception::getMessage).or(() -> warning);
  }
}
