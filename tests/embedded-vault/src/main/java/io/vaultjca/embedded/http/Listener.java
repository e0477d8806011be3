package io.vaultjca.embedded.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/**
 * Accepts TCP connections on 127.0.0.1 and serves each on a separate thread until the client closes
 * it. There is no idle timeout, so that only the client's behaviour affects the number of
 * connections.
 *
 * <p>Thread-safe.
 */
public final class Listener implements AutoCloseable {
  private static final int BACKLOG = 512;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private volatile SSLContext tls;
  private final Handler handler;
  private final AtomicLong accepted = new AtomicLong();
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private ServerSocket server;

  /**
   * The ports of all listeners of this JVM, which are not reused for new listeners: clients
   * remember challenges and sessions by address, and a stopped listener restarts on its port.
   */
  private static final Set<Integer> USED = ConcurrentHashMap.newKeySet();

  private ExecutorService threads;
  private Thread acceptor;
  private int port;

  /** Answers a request; called on the connection's thread. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Answers one request.
     *
     * @throws InterruptedException if the listener stops during a delay
     */
    Response answer(Request request) throws InterruptedException;
  }

  /**
   * Creates a listener, which does not listen yet.
   *
   * @param tls null for plain HTTP
   * @param port 0 for a free one, which is then kept
   */
  public Listener(SSLContext tls, int port, Handler handler) {
    this.tls = tls;
    this.port = port;
    this.handler = handler;
  }

  /**
   * Binds the port; connections wait until {@link #start}. Does nothing if it is bound.
   *
   * @throws IOException if the port is taken
   */
  public synchronized void bind() throws IOException {
    if (server != null) {
      return;
    }
    server = port == 0 ? bindUnusedPort() : bindPort(port);
    port = server.getLocalPort();
    USED.add(port);
  }

  private static ServerSocket bindUnusedPort() throws IOException {
    List<ServerSocket> used = new ArrayList<>();
    try {
      ServerSocket bound = bindPort(0);
      while (USED.contains(bound.getLocalPort()) && used.size() < BACKLOG) {
        used.add(bound);
        bound = bindPort(0);
      }
      return bound;
    } finally {
      for (ServerSocket socket : used) {
        socket.close();
      }
    }
  }

  private static ServerSocket bindPort(int wanted) throws IOException {
    ServerSocket bound = new ServerSocket();
    try {
      bound.setReuseAddress(true);
      bound.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), wanted), BACKLOG);
      return bound;
    } catch (IOException failed) {
      bound.close();
      throw failed;
    }
  }

  /**
   * Binds the port, if it is not bound, and accepts connections. Does nothing if already started.
   *
   * @throws IOException if the port is taken
   */
  public synchronized void start() throws IOException {
    if (threads != null) {
      return;
    }
    bind();
    ServerSocket bound = server;
    ExecutorService pool =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "embedded-vault");
              thread.setDaemon(true);
              return thread;
            });
    threads = pool;
    acceptor = new Thread(() -> accept(bound, pool), "embedded-vault-acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  /** Refuses new connections and closes the open ones, even during a request. */
  public synchronized void stop() {
    if (server == null) {
      return;
    }
    try {
      server.close();
      // The kernel accepts connections until the acceptor has left its call: wait for that.
      if (acceptor != null) {
        acceptor.join();
      }
    } catch (IOException unreachable) {
      throw new IllegalStateException("closing a listening socket failed", unreachable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    server = null;
    acceptor = null;
    if (threads != null) {
      threads.shutdownNow();
      threads = null;
    }
    open.forEach(Connection::close);
    open.clear();
  }

  @Override
  public void close() {
    stop();
  }

  /** Uses this context from now on, and closes open connections. */
  public void secureBy(SSLContext changed) {
    tls = changed;
    cutConnections();
  }

  /** Closes all open connections; new ones are accepted. */
  public void cutConnections() {
    open.forEach(Connection::close);
  }

  /** Returns the port, or 0 if a free port was requested and it never listened. */
  public synchronized int port() {
    return port;
  }

  /** Returns the number of TCP connections accepted so far. */
  public long connections() {
    return accepted.get();
  }

  /** Returns the number of open TCP connections. */
  public long openConnections() {
    return open.size();
  }

  private void accept(ServerSocket bound, ExecutorService pool) {
    while (!bound.isClosed()) {
      Connection connection;
      try {
        connection = new Connection(bound.accept(), tls, handler);
      } catch (IOException ended) {
        // Either the listener is stopping, and the loop ends, or a client went away before it was
        // accepted.
        continue;
      }
      accepted.incrementAndGet();
      open.add(connection);
      pool.execute(
          () -> {
            try {
              connection.serve();
            } finally {
              open.remove(connection);
            }
          });
    }
  }
}
