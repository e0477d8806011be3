package io.vaultjca.transport;

import io.vaultjca.Setting;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Downloads small files by plain HTTP from addresses that untrusted certificates name. It sends
 * nothing but the address: no token, no cookie, no name of the vault. Only public addresses and
 * trusted hosts are reached, so that a certificate cannot direct requests into the internal
 * network.
 *
 * <p>It opens its sockets itself: the JDK's clients look the host up again when they connect, and
 * may thus reach another address than the one that was checked.
 *
 * <p>Safe for use by several threads.
 */
public final class Download {
  /** The time limit of a download, look-ups, connections and redirects included. */
  public static final Duration LONGEST = Duration.ofSeconds(5);

  private static final int MOST_REDIRECTS = 3;
  private static final int THREADS = 16;
  private static final int CONNECT_MILLIS = 2_000;
  private static final int HTTP_PORT = 80;

  private final Set<String> trusted;
  private final Resolver resolver;
  private final Optional<ConfiguredProxy> proxy = ConfiguredProxy.forHttp(System::getenv);
  private final ExecutorService threads = DaemonThreads.pool("download", THREADS);

  /** Looks names up. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /**
   * Reads the configuration of the proxy; opens no connection.
   *
   * @param trusted the hosts that may have any address, each as {@code host:port} in lower case
   */
  public Download(Set<String> trusted) {
    this(trusted, InetAddress::getAllByName);
  }

  Download(Set<String> trusted, Resolver resolver) {
    this.trusted = Set.copyOf(trusted);
    this.resolver = resolver;
  }

  /**
   * Downloads a file of at most 64 KiB.
   *
   * @throws IOException if that fails or takes longer than {@link #LONGEST}; the message is the
   *     predicate of a sentence whose subject is the address
   */
  public byte[] get(URI address) throws IOException, InterruptedException {
    Fetch fetch = new Fetch();
    Future<byte[]> content = null;
    try {
      content = threads.submit(() -> fetch.follow(address));
      return content.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("does not answer within %s s".formatted(LONGEST.toSeconds()), e);
    } catch (ExecutionException e) {
      throw explained(Objects.requireNonNullElse(e.getCause(), e));
    } catch (RuntimeException | Error e) {
      // Perhaps no thread can be started.
      throw new IOException("cannot be requested: " + e, e);
    } finally {
      if (content != null) {
        content.cancel(true);
      }
      fetch.close();
    }
  }

  private static IOException explained(Throwable failure) {
    if (failure instanceof RefusedException refused) {
      return refused;
    }
    if (failure instanceof ProxyException) {
      return new IOException("is not reached: " + failure.getMessage(), failure);
    }
    return new IOException(
        failure instanceof UnknownHostException
            ? "has a host that is not known"
            : "cannot be read (%s)"
                .formatted(Objects.requireNonNullElse(failure.getMessage(), failure.toString())),
        failure);
  }

  /** An address or its answer breaks a rule, which the message names. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /** One download; closing it ends its connection. */
  private final class Fetch {
    private @Nullable Socket open;
    private boolean closed;

    byte[] follow(URI first) throws IOException {
      URI address = first;
      for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        PlainAnswer answer = ask(address, redirects > 0);
        Optional<URI> next = answer.redirect(address);
        if (next.isEmpty()) {
          return answer.content();
        }
        address = next.get();
      }
      throw new RefusedException("redirects more than %s times".formatted(MOST_REDIRECTS));
    }

    private PlainAnswer ask(URI address, boolean redirected) throws IOException {
      try {
        requireForm(address);
        Optional<ConfiguredProxy> way = proxy.filter(known -> known.leadsTo(address.getHost()));
        try (Socket socket = connect(address, way)) {
          OutputStream out = socket.getOutputStream();
          out.write(head(address, way).getBytes(StandardCharsets.US_ASCII));
          out.flush();
          PlainAnswer answer = PlainAnswer.read(socket.getInputStream());
          if (way.isPresent() && answer.status() == ConfiguredProxy.LOGIN) {
            throw way.get().refused(ConfiguredProxy.LOGIN, null);
          }
          return answer;
        }
      } catch (RefusedException e) {
        // The address of a redirect is not quoted: it may contain anything.
        throw redirected
            ? new RefusedException("redirects to an address that " + e.getMessage())
            : e;
      }
    }

    private Socket connect(URI address, Optional<ConfiguredProxy> way) throws IOException {
      boolean isTrusted = trusted.contains(hostAndPort(address));
      if (way.isPresent()) {
        // The proxy looks the name up: here only the name itself can be checked.
        if (!isTrusted && !PublicAddresses.mayBePublic(address.getHost())) {
          throw notPublic(address);
        }
        InetSocketAddress at = way.get().address();
        try {
          return connect(InetAddress.getAllByName(at.getHostString()), at.getPort());
        } catch (IOException e) {
          throw way.get().unreachable(e);
        }
      }
      InetAddress[] allowed =
          Stream.of(resolver.resolve(address.getHost()))
              .filter(each -> isTrusted || PublicAddresses.isPublic(each))
              .toArray(InetAddress[]::new);
      if (allowed.length == 0) {
        throw notPublic(address);
      }
      return connect(allowed, port(address));
    }

    private Socket connect(InetAddress[] addresses, int port) throws IOException {
      IOException failure = null;
      for (InetAddress address : addresses) {
        // Like all our connections: without a SOCKS proxy of the JVM.
        Socket socket = opened(new Socket(Proxy.NO_PROXY));
        try {
          // Only a safety net: the waiting thread closes the connection before that.
          socket.setSoTimeout((int) LONGEST.multipliedBy(2).toMillis());
          socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
          return socket;
        } catch (IOException e) {
          socket.close();
          failure = e;
        }
      }
      throw failure == null ? new UnknownHostException() : failure;
    }

    private synchronized Socket opened(Socket socket) throws IOException {
      if (closed) {
        socket.close();
        throw new IOException("closed");
      }
      open = socket;
      return socket;
    }

    synchronized void close() throws IOException {
      closed = true;
      if (open != null) {
        open.close();
      }
    }
  }

  private static RefusedException notPublic(URI address) {
    return new RefusedException(
        "leads to %s, which is not public, nor named in %s"
            .formatted(hostAndPort(address), Setting.CHAIN_HOSTS.key()));
  }

  private static void requireForm(URI address) throws RefusedException {
    if (!"http".equalsIgnoreCase(address.getScheme())) {
      throw new RefusedException("is not an HTTP address");
    }
    if (address.getHost() == null || address.getRawUserInfo() != null || port(address) < 1) {
      throw new RefusedException("does not name a valid host");
    }
  }

  private static int port(URI address) {
    return address.getPort() == -1 ? HTTP_PORT : address.getPort();
  }

  private static String hostAndPort(URI address) {
    return "%s:%s".formatted(address.getHost().toLowerCase(Locale.ROOT), port(address));
  }

  private static String head(URI address, Optional<ConfiguredProxy> way) {
    String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
    String target = address.getRawQuery() == null ? path : path + "?" + address.getRawQuery();
    String host =
        address.getPort() == -1 ? address.getHost() : address.getHost() + ":" + address.getPort();
    List<String> lines =
        List.of(
            "GET %s HTTP/1.1".formatted(way.isPresent() ? "http://" + host + target : target),
            "Host: " + host,
            "User-Agent: vaultjca",
            "Accept: application/pkix-cert, application/pkcs7-mime, */*",
            "Accept-Encoding: identity",
            "Connection: close");
    String login =
        way.flatMap(ConfiguredProxy::authorization)
            .map("Proxy-Authorization: %s\r\n"::formatted)
            .orElse("");
    return String.join("\r\n", lines) + "\r\n" + login + "\r\n";
  }
}
