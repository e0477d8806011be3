package io.vaultjca.transport;

import io.vaultjca.transport.Download.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP/1.1 answer (RFC 9112) of an untrusted server, on a connection that serves only one
 * request. Its length is bounded, and it is never decompressed.
 */
@SuppressWarnings("ArrayRecordComponent") // Answers are never compared.
record PlainAnswer(int status, Map<String, String> headers, byte[] body) {
  private static final int LONGEST_BODY = 64 << 10;
  private static final int LONGEST_HEAD = 16 << 10;
  private static final int OK = 200;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-9]\\d{2})( .*)?");
  private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,6})[ \t]*(;.*)?");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,9}");

  /** Reads an answer, but the body only if the status is 200. */
  static PlainAnswer read(InputStream in) throws IOException {
    Lines lines = new Lines(in);
    int status;
    Map<String, String> headers;
    do {
      Matcher first = STATUS.matcher(lines.next());
      if (!first.matches()) {
        throw new RefusedException("does not answer by HTTP");
      }
      status = Integer.parseInt(first.group(1));
      headers = headers(lines);
    } while (status < OK);
    return new PlainAnswer(status, headers, status == OK ? body(in, headers, lines) : new byte[0]);
  }

  private static Map<String, String> headers(Lines lines) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.putIfAbsent(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private static byte[] body(InputStream in, Map<String, String> headers, Lines lines)
      throws IOException {
    if (!headers.getOrDefault("content-encoding", "identity").equalsIgnoreCase("identity")) {
      throw new RefusedException("answers in a compressed form that was not requested");
    }
    String transfer = headers.getOrDefault("transfer-encoding", "");
    if (transfer.equalsIgnoreCase("chunked")) {
      return chunks(in, lines);
    }
    String length = headers.getOrDefault("content-length", "");
    if (!transfer.isEmpty() || !(length.isEmpty() || LENGTH.matcher(length).matches())) {
      throw new RefusedException("does not answer by HTTP");
    }
    return length.isEmpty() ? rest(in) : exactly(in, Integer.parseInt(length));
  }

  /** Up to the end of the connection. */
  private static byte[] rest(InputStream in) throws IOException {
    byte[] body = in.readNBytes(LONGEST_BODY + 1);
    requireBounded(body.length);
    return body;
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    requireBounded(length);
    byte[] part = in.readNBytes(length);
    if (part.length < length) {
      throw new EOFException("the answer breaks off");
    }
    return part;
  }

  private static byte[] chunks(InputStream in, Lines lines) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      Matcher line = CHUNK.matcher(lines.next());
      if (!line.matches()) {
        throw new RefusedException("does not answer by HTTP");
      }
      int length = Integer.parseInt(line.group(1), 16);
      if (length == 0) {
        return body.toByteArray();
      }
      requireBounded(body.size() + length);
      body.write(exactly(in, length));
      if (!lines.next().isEmpty()) {
        throw new RefusedException("does not answer by HTTP");
      }
    }
  }

  private static void requireBounded(int length) throws RefusedException {
    if (length > LONGEST_BODY) {
      throw new RefusedException("answers with more than %s KiB".formatted(LONGEST_BODY >> 10));
    }
  }

  /** The address of a redirect, if this is one. */
  Optional<URI> redirect(URI from) throws RefusedException {
    boolean redirects =
        switch (status) {
          case 301, 302, 303, 307, 308 -> headers.containsKey("location");
          default -> false;
        };
    if (!redirects) {
      return Optional.empty();
    }
    try {
      return Optional.of(from.resolve(URI.create(headers.getOrDefault("location", ""))));
    } catch (IllegalArgumentException e) {
      throw new RefusedException("redirects to what is not an address");
    }
  }

  /** The body of a success. */
  byte[] content() throws RefusedException {
    if (status != OK) {
      throw new RefusedException("answers with status %s".formatted(status));
    }
    return body;
  }

  /** The status only. */
  @Override
  public String toString() {
    return "status " + status;
  }

  /** The lines of the head and between chunks, whose total length is bounded. */
  private static final class Lines {
    private final InputStream in;
    private int length;

    Lines(InputStream in) {
      this.in = in;
    }

    String next() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next == -1) {
          throw new EOFException("the answer breaks off");
        }
        if (++length > LONGEST_HEAD) {
          throw new RefusedException(
              "answers with a head of more than %s KiB".formatted(LONGEST_HEAD >> 10));
        }
        line.write(next);
      }
      return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
  }
}
