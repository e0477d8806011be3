package io.vaultjca.transport;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** An HTTP response that is in memory as a whole; its body may be empty. */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
public record Answer(int status, HttpHeaders headers, byte[] body) {
  /** The first value of a header, whose name ignores case. */
  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** The host that it sends the caller to, if it is a redirect; the rest may hold anything. */
  public Optional<String> redirect() {
    try {
      return status / 100 == 3
          ? header("Location").map(URI::create).map(URI::getHost)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The status alone: headers and body may hold secrets. */
  @Override
  public String toString() {
    return "status " + status;
  }
}
