package io.vaultjca.conformance.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP proxy on loopback that opens tunnels to loopback ports, or sends another answer, and
 * records the targets.
 */
final class ConnectProxy implements AutoCloseable {
  private static final String ESTABLISHED = "200 Connection established";

  private final String answer;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> tunnels = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();

  ConnectProxy() throws IOException {
    this(ESTABLISHED);
  }

  /**
   * Creates a proxy with another answer.
   *
   * @param answer the status line without the protocol, and headers if any
   */
  ConnectProxy(String answer) throws IOException {
    this.answer = answer;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The requested hosts and ports. */
  List<String> tunnels() {
    return tunnels;
  }

  /** Request line and headers of each CONNECT. */
  List<String> heads() {
    return heads;
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
      String target = readConnect(client.getInputStream());
      tunnels.add(target);
      if (!answer.equals(ESTABLISHED)) {
        write(client, "HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n");
        return;
      }
      int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        write(client, "HTTP/1.1 " + answer + "\r\n\r\n");
        threads.execute(() -> copy(server, client));
        copy(client, server);
      }
    } catch (IOException e) {
      // The client or the server hung up.
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads to the end of the headers and returns the target of {@code CONNECT host:port HTTP/1.1}.
   */
  private String readConnect(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("the client hung up");
      }
      head.append((char) octet);
    }
    heads.add(head.toString());
    String[] words = head.toString().split(" ", 3);
    if (!words[0].equals("CONNECT")) {
      throw new IOException("no CONNECT");
    }
    return words[1];
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to;
        OutputStream out = to.getOutputStream()) {
      from.getInputStream().transferTo(out);
    } catch (IOException e) {
      // One side hung up: that ends the tunnel.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
