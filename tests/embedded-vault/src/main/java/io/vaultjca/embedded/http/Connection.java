package io.vaultjca.embedded.http;

import io.vaultjca.embedded.http.Response.Delivery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/**
 * One client's connection. TLS is layered over a plain socket that stays accessible, because only
 * closing the plain socket with a linger of 0 resets the connection.
 */
final class Connection {
  private static final Duration TIME_TO_READ = Duration.ofMillis(300);

  private final Socket socket;
  private final SSLContext tls;
  private final Listener.Handler handler;

  Connection(Socket socket, SSLContext tls, Listener.Handler handler) {
    this.socket = socket;
    this.tls = tls;
    this.handler = handler;
  }

  /** Closes the connection, from any thread. */
  void close() {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      return;
    }
  }

  /** Reads and answers requests until the client, a fault or {@link #close} ends it. */
  void serve() {
    try (DefaultBHttpServerConnection http =
        new DefaultBHttpServerConnection(tls == null ? "http" : "https", Http1Config.DEFAULT)) {
      socket.setTcpNoDelay(true);
      http.bind(secured());
      while (answerOne(http)) {
        http.flush();
      }
    } catch (IOException | HttpException ended) {
      // The client closed the connection, broke TLS or does not speak HTTP: it cannot be told.
      close();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private Socket secured() throws IOException {
    if (tls == null) {
      return socket;
    }
    InputStream nothingReadYet = null;
    return (SSLSocket) tls.getSocketFactory().createSocket(socket, nothingReadYet, true);
  }

  private boolean answerOne(DefaultBHttpServerConnection http)
      throws IOException, HttpException, InterruptedException {
    ClassicHttpRequest message = http.receiveRequestHeader();
    if (message == null) {
      return false;
    }
    Request request = read(http, message);
    Response response = handler.answer(request);
    Delivery delivery = response.delivery();
    if (delivery instanceof Delivery.Reset) {
      reset();
      return false;
    }
    if (delivery instanceof Delivery.Never) {
      new CountDownLatch(1).await();
      return false;
    }
    send(http, response, entity(response));
    if (delivery instanceof Delivery.ResetInTheMiddle) {
      // A reset discards what the client has not read yet, so give it time to read.
      Thread.sleep(TIME_TO_READ.toMillis());
      reset();
      return false;
    }
    return !(delivery instanceof Delivery.Truncated)
        && request.header("Connection").map(value -> !value.equalsIgnoreCase("close")).orElse(true);
  }

  private void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static HttpEntity entity(Response response) {
    Delivery delivery = response.delivery();
    byte[] body = response.body();
    if (delivery instanceof Delivery.Spaces spaces) {
      return new InputStreamEntity(
          new Spaces(spaces.number()),
          spaces.announced() ? spaces.number() : -1,
          ContentType.APPLICATION_JSON);
    }
    if (body == null) {
      return null;
    }
    if (delivery instanceof Delivery.Truncated || delivery instanceof Delivery.ResetInTheMiddle) {
      return new InputStreamEntity(
          new ByteArrayInputStream(body, 0, body.length / 2),
          body.length,
          ContentType.APPLICATION_JSON);
    }
    if (delivery instanceof Delivery.Trickle trickle) {
      return new TricklingEntity(body, trickle.perByte());
    }
    return new ByteArrayEntity(body, ContentType.APPLICATION_JSON);
  }

  /** A stream of spaces that are not kept in memory. */
  private static final class Spaces extends InputStream {
    private long left;

    Spaces(long number) {
      left = number;
    }

    @Override
    public int read() {
      return left-- > 0 ? ' ' : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(left, length);
      Arrays.fill(into, offset, offset + count, (byte) ' ');
      left -= count;
      return count;
    }
  }

  /** Sends one byte at a time. */
  private static final class TricklingEntity extends AbstractHttpEntity {
    private final byte[] body;
    private final Duration perByte;

    TricklingEntity(byte[] body, Duration perByte) {
      super(ContentType.APPLICATION_JSON, null, false);
      this.body = body;
      this.perByte = perByte;
    }

    @Override
    public InputStream getContent() {
      return new ByteArrayInputStream(body);
    }

    @Override
    public long getContentLength() {
      return body.length;
    }

    @Override
    public boolean isRepeatable() {
      return true;
    }

    @Override
    public boolean isStreaming() {
      return false;
    }

    @Override
    public void close() {
      // Nothing to release.
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      try {
        for (byte one : body) {
          out.write(one);
          out.flush();
          TimeUnit.NANOSECONDS.sleep(perByte.toNanos());
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException("the vault was stopped", stopped);
      }
    }
  }

  private static Request read(DefaultBHttpServerConnection http, ClassicHttpRequest message)
      throws IOException, HttpException {
    Map<String, String> headers = new HashMap<>();
    for (Header header : message.getHeaders()) {
      headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    byte[] body = new byte[0];
    if (headers.containsKey("content-length") || headers.containsKey("transfer-encoding")) {
      if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
        http.sendResponseHeader(new BasicClassicHttpResponse(100));
        http.flush();
      }
      http.receiveRequestEntity(message);
      try (HttpEntity entity = message.getEntity()) {
        if (entity != null) {
          body = entity.getContent().readAllBytes();
        }
      }
    }
    return Request.of(message.getMethod(), message.getRequestUri(), headers, body);
  }

  private static void send(DefaultBHttpServerConnection http, Response response, HttpEntity entity)
      throws IOException, HttpException {
    try (BasicClassicHttpResponse message = new BasicClassicHttpResponse(response.status())) {
      response.headers().forEach(header -> message.addHeader(header.name(), header.value()));
      if (entity != null && entity.getContentLength() >= 0) {
        message.addHeader("Content-Length", entity.getContentLength());
      } else if (entity != null) {
        message.addHeader("Transfer-Encoding", "chunked");
      }
      message.setEntity(entity);
      http.sendResponseHeader(message);
      if (entity != null) {
        http.sendResponseEntity(message);
      }
      http.flush();
    }
  }
}
