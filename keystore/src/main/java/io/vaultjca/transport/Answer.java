package io.vaultjca.transport;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** An HTTP response with its whole body, which may be empty. */
@SuppressWarnings("ArrayRecordComponent") // Answers are never compared.
public record Answer(int status, HttpHeaders headers, byte[] body) {
  /** The status that demands a token, or another one. */
  public static final int UNAUTHORIZED = 401;

  /** The status that throttles the caller. */
  public static final int TOO_MANY_REQUESTS = 429;

  /** The first value of a header; the case of the name does not matter. */
  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** Whether the status is 200 to 299. */
  public boolean isSuccess() {
    return status / 100 == 2;
  }

  /** The host of a redirect; the rest of the address may contain secrets. */
  public Optional<String> redirect() {
    try {
      return status / 100 == 3
          ? header("Location").map(URI::create).map(URI::getHost)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The status only: headers and body may contain secrets. */
  @Override
  public String toString() {
    return "status " + status;
  }
}
