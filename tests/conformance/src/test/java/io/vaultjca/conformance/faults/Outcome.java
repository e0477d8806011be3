package io.vaultjca.conformance.faults;

import java.time.Duration;
import java.util.Optional;

/**
 * How a piece of work ended.
 *
 * @param result what came out, in words
 * @param failure what was thrown
 * @param warning for a refresh: what was logged when the entry was served as it was
 * @param elapsed how long it took
 * @param requests what the vault saw
 * @param tokenRequests what the token endpoint saw
 */
record Outcome(
    String result,
    Optional<Exception> failure,
    Optional<String> warning,
    Duration elapsed,
    long requests,
    long tokenRequests) {

  /** The same, of which one request is not to count. */
  Outcome withoutOneRequest() {
    return new Outcome(result, failure, warning, elapsed, requests - 1, tokenRequests);
  }

  /** What tells of the failure: the exception's message or the warning's. */
  Optional<String> complaint() {
    return failure.map(Exception::getMessage).or(() -> warning);
  }
}
