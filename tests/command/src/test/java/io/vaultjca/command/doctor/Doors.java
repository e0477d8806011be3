package io.vaultjca.command.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A port of this machine without a vault. */
final class Doors implements AutoCloseable {
  private final ServerSocket listener;
  private final List<Socket> taken = new ArrayList<>();
  private final String answer;

  private Doors(String answer) throws IOException {
    this.answer = answer;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept);
    thread.setDaemon(true);
    thread.start();
  }

  /** Accepts connections and never answers. */
  static Doors silent() throws IOException {
    return new Doors(null);
  }

  /** A proxy with the same answer to every request. */
  static Doors proxy(String status) throws IOException {
    return new Doors("HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n".formatted(status));
  }

  /** A closed port. */
  static int closed() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return closed.getLocalPort();
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (answer == null) {
          taken.add(client);
        } else {
          answer(client);
        }
      } catch (IOException e) {
        // The client hung up, or this is closed.
      }
    }
  }

  private void answer(Socket client) throws IOException {
    try (client) {
      InputStream in = client.getInputStream();
      StringBuilder head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n")) {
        int octet = in.read();
        if (octet < 0) {
          return;
        }
        head.append((char) octet);
      }
      client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket client : taken) {
      client.close();
    }
  }
}
