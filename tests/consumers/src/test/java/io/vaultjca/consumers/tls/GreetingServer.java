package io.vaultjca.consumers.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Answers every line with the client's name; optionally requires a client certificate. */
final class GreetingServer implements AutoCloseable {
  private final SSLServerSocket listening;
  private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();

  GreetingServer(SSLContext context, boolean clientCertificate) throws IOException {
    listening =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listening.setNeedClientAuth(clientCertificate);
    daemon(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "greeting-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) listening.accept();
        open.add(socket);
        daemon(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      while (reader.readLine() != null) {
        String name =
            listening.getNeedClientAuth()
                ? socket.getSession().getPeerPrincipal().getName()
                : "you";
        socket.getOutputStream().write(("Hello " + name + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException refused) {
      // The client sees the alert, and the tests check the client.
      return;
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (SSLSocket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
