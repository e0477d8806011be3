package io.vaultjca.embedded.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer, and how it travels. Immutable but for the body, which nobody changes.
 *
 * @param status the status code
 * @param headers in the order in which they are sent; {@code Content-Length} is added on the way
 * @param body null for none, without even a {@code Content-Length}
 * @param delivery how the answer reaches the client
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Response(int status, List<Header> headers, byte[] body, Delivery delivery) {

  /** One header line. */
  public record Header(String name, String value) {}

  /** How an answer reaches the client, or fails to. */
  public sealed interface Delivery {
    /** Whole, on a connection that stays open. */
    record Whole() implements Delivery {}

    /** Half of the body under the {@code Content-Length} of all of it, then the end. */
    record Truncated() implements Delivery {}

    /** Not a byte: the TCP connection is reset. */
    record Reset() implements Delivery {}

    /** Half of the body, then the TCP connection is reset. */
    record ResetInTheMiddle() implements Delivery {}

    /** Not a byte: the connection stays open and silent until the client gives up. */
    record Never() implements Delivery {}

    /** Whole, but each byte of the body comes alone. */
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
