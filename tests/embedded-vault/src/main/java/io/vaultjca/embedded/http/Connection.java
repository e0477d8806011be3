package io.vaultjca.embedded.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/**
 * One client's connection. TLS is layered over a plain socket that stays within reach: closing that
 * one with a linger of 0 is what resets a connection.
 */
final class Connection {
  private final Socket socket;
  private final SSLContext tls;
  private final Listener.Handler handler;

  Connection(Socket socket, SSLContext tls, Listener.Handler handler) {
    this.socket = socket;
    this.tls = tls;
    this.handler = handler;
  }

  /** Cuts the connection, from any thread. */
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
      // The client closed the connection, broke TLS or does not speak HTTP: nobody is left to tell.
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
    switch (response.delivery()) {
      case RESET -> {
        socket.setSoLinger(true, 0);
        socket.close();
        return false;
      }
      case NEVER -> {
        new CountDownLatch(1).await();
        return false;
      }
      case TRUNCATED -> {
        byte[] body = response.body();
        send(
            http,
            response,
            new InputStreamEntity(
                new ByteArrayInputStream(body, 0, body.length / 2),
                body.length,
                ContentType.APPLICATION_JSON));
        return false;
      }
      case WHOLE -> {
        send(
            http,
            response,
            response.body() == null
                ? null
                : new ByteArrayEntity(response.body(), ContentType.APPLICATION_JSON));
        return request
            .header("Connection")
            .map(value -> !value.equalsIgnoreCase("close"))
            .orElse(true);
      }
    }
    throw new IllegalStateException("no such delivery: " + response.delivery());
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
      if (entity != null) {
        message.addHeader("Content-Length", entity.getContentLength());
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
