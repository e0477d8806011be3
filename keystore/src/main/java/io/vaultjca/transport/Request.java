package io.vaultjca.transport;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * An HTTP request to an absolute address. The body, which may be empty, is neither copied nor
 * changed.
 */
@SuppressWarnings("ArrayRecordComponent") // Requests are never compared.
public record Request(String method, URI uri, Map<String, String> headers, byte[] body) {
  /** Copies the headers. */
  public Request {
    headers = Map.copyOf(headers);
  }

  public Request with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Request(method, uri, more, body);
  }

  /** The same request to another address. */
  public Request to(URI address) {
    return new Request(method, address, headers, body);
  }

  public Request withoutBody() {
    return new Request(method, uri, headers, new byte[0]);
  }

  /** The method and the address: headers and body contain tokens and secrets. */
  @Override
  public String toString() {
    return method + " " + uri;
  }
}
