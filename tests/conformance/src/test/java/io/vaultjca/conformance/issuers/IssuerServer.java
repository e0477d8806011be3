package io.vaultjca.conformance.issuers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server of certificates on loopback with scripted answers, including bad ones. */
final class IssuerServer implements AutoCloseable {
  /** Writes the complete answer. */
  interface Handler {
    void answer(OutputStream out) throws Exception;
  }

  private final ServerSocket listener;
  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);

  IssuerServer() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** The URL of a path, with the address instead of the name of this machine. */
  String at(String path) {
    return "http://" + host() + path;
  }

  String host() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  IssuerServer serve(String path, Handler handler) {
    handlers.put(path, handler);
    return this;
  }

  IssuerServer serve(String path, byte[] content) {
    return serve(path, out -> out.write(ok(content)));
  }

  /** Waits until the server closes. */
  void hang() throws InterruptedException {
    closed.await();
  }

  static byte[] ok(byte[] content, String... headers) {
    return answer("200 OK", content, headers);
  }

  static byte[] answer(String status, byte[] content, String... headers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    out.writeBytes(
        "HTTP/1.1 %s\r\nContent-Length: %s\r\n%s\r\n"
            .formatted(status, content.length, more)
            .getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(content);
    return out.toByteArray();
  }

  /** Request lines and headers, in order. */
  List<String> heads() {
    return heads;
  }

  /** The requested paths, in order. */
  List<String> paths() {
    return heads.stream().map(head -> head.split(" ", -1)[1]).toList();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      heads.add(head);
      Handler handler = handlers.get(head.split(" ", -1)[1]);
      OutputStream out = client.getOutputStream();
      if (handler == null) {
        out.write(answer("404 Not Found", new byte[0]));
      } else {
        handler.answer(out);
      }
      out.flush();
    } catch (Exception e) {
      // The client hung up, or this server closes.
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("The client hung up");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    closed.countDown();
    threads.shutdownNow();
  }
}
