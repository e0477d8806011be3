package io.vaultjca.embedded.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A received request. Immutable except for the body, which must not be changed.
 *
 * @param method in upper case
 * @param path the path's segments, decoded; empty ones are kept, because {@code /keys/n/} and
 *     {@code /keys/n} differ in the service
 * @param query the first value of each parameter, decoded
 * @param headers the first value of each header, by its name in lower case
 * @param body empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Request(
    String method,
    List<String> path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {

  /** Parses a request target ({@code /path?query}). */
  static Request of(String method, String target, Map<String, String> headers, byte[] body) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    Map<String, String> query = new LinkedHashMap<>();
    if (mark >= 0) {
      for (String pair : target.substring(mark + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          query.putIfAbsent(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
        }
      }
    }
    List<String> segments =
        List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1)).stream()
            .map(Request::decode)
            .toList();
    return new Request(method.toUpperCase(Locale.ROOT), segments, query, headers, body);
  }

  /** Returns the first value of a header; the name ignores case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }
}
