package io.vaultjca.embedded.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A response and its delivery. Immutable except for the body, which must not be changed.
 *
 * @param status the status code
 * @param headers in the order in which they are sent, without {@code Content-Length}
 * @param body null for none, without even a {@code Content-Length}
 * @param delivery how the response reaches the client
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Response(int status, List<Header> headers, byte[] body, Delivery delivery) {

  /** One header line. */
  public record Header(String name, String value) {}

  /** How a response reaches the client, or fails to. */
  public sealed interface Delivery {
    /** The whole response, on a connection that stays open. */
    record Whole() implements Delivery {}

    /** The {@code Content-Length} of the whole body, half of the body, then the end. */
    record Truncated() implements Delivery {}

    /** Nothing; the TCP connection is reset. */
    record Reset() implements Delivery {}

    /** Half of the body, then the TCP connection is reset. */
    record ResetInTheMiddle() implements Delivery {}

    /** Nothing; the connection stays open until the client gives up. */
    record Never() implements Delivery {}

    /** The whole response, the body one byte at a time. */
    record Trickle(Duration perByte) implements Delivery {}

    /** Spaces instead of the body, with or without a {@code Content-Length}. */
    record Spaces(long number, boolean announced) implements Delivery {}
  }

  public static Response of(int status, List<Header> headers, byte[] body) {
    return new Response(status, List.copyOf(headers), body, new Delivery.Whole());
  }

  public Response with(Delivery changed) {
    return new Response(status, headers, body, changed);
  }

  public Response withStatus(int changed) {
    return new Response(changed, headers, body, delivery);
  }

  public Response withBody(String text) {
    return new Response(status, headers, text.getBytes(StandardCharsets.UTF_8), delivery);
  }

  public Response withHeader(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.removeIf(header -> header.name().equalsIgnoreCase(name));
    more.add(new Header(name, value));
    return new Response(status, List.copyOf(more), body, delivery);
  }
}
