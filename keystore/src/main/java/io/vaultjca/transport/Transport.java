package io.vaultjca.transport;

import static java.net.http.HttpResponse.BodyHandlers.ofPublisher;

import io.vaultjca.VaultException;
import io.vaultjca.config.ConnectionConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow.Publisher;

/**
 * Sends requests over the JDK's HTTP client: HTTP/1.1 on persistent connections, with our own TLS
 * settings and the configured proxy. One time limit covers a request and its whole answer, whose
 * length is limited too.
 *
 * <p>Safe for use by several threads.
 */
public final class Transport {
  /** The JDK's client sets these headers itself, and rejects them from callers. */
  private static final Set<String> RESTRICTED =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private final HttpClient client;
  private final Duration requestTimeout;
  private final Optional<ConfiguredProxy> proxy;

  private Transport(HttpClient client, Duration requestTimeout, Optional<ConfiguredProxy> proxy) {
    this.client = client;
    this.requestTimeout = requestTimeout;
    this.proxy = proxy;
  }

  /** Builds a transport; opens no connection. */
  public static Transport of(ConnectionConfig config) throws VaultException {
    return of(config, Optional.empty());
  }

  /** The same; if wanted, with a record of the certificates that servers show. */
  public static Transport of(ConnectionConfig config, Optional<SeenCertificates> seen)
      throws VaultException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .sslContext(TrustedCertificates.sslContext(config.trustCertificates(), seen))
            .version(HttpClient.Version.HTTP_1_1)
            .executor(DaemonThreads.pool("http"))
            .connectTimeout(config.connectTimeout());
    Optional<ConfiguredProxy> proxy = ConfiguredProxy.of(System::getenv);
    proxy.ifPresent(builder::proxy);
    return new Transport(DaemonThreads.unattached(builder::build), config.requestTimeout(), proxy);
  }

  /** The proxy through which an address is reached: its host, its port and its source. */
  public Optional<String> proxy(URI uri) {
    return proxyTo(uri).map(ConfiguredProxy::toString);
  }

  /** The address, unresolved, of the proxy through which an address is reached. */
  public Optional<InetSocketAddress> proxyAddress(URI uri) {
    return proxyTo(uri).map(ConfiguredProxy::address);
  }

  private Optional<ConfiguredProxy> proxyTo(URI uri) {
    return proxy.filter(known -> known.serves(uri));
  }

  /** Sends a request and waits for the whole answer, whatever its status. */
  public Answer send(Request request, Duration atMost) throws IOException, InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    try {
      // Not sendAsync: on one or two processors the JDK starts a new thread for each call. Not a
      // BodySubscriber of our own: the JDK hands that to yet another thread.
      return DaemonThreads.detached(
          () -> answer(request, client.send(jdkRequest(request, atMost), ofPublisher()), end));
    } catch (IOException e) {
      IOException failure = unwrapped(e);
      Optional<ConfiguredProxy> passed = proxyTo(request.uri());
      throw passed.isPresent() ? passed.get().explained(failure) : failure;
    }
  }

  /** Reads the rest of an answer, whose headers have arrived. */
  private Answer answer(Request request, HttpResponse<Publisher<List<ByteBuffer>>> head, long end)
      throws IOException, InterruptedException {
    BoundedBody body = new BoundedBody(head.statusCode());
    // Null, not even an empty one, if a proxy refuses the tunnel.
    Publisher<List<ByteBuffer>> source = head.body();
    if (source != null) {
      source.subscribe(body);
    }
    Optional<ConfiguredProxy> passed = proxyTo(request.uri());
    if (head.statusCode() == ConfiguredProxy.LOGIN && passed.isPresent()) {
      throw passed.get().refused(ConfiguredProxy.LOGIN, null);
    }
    return new Answer(head.statusCode(), head.headers(), body.await(end - System.nanoTime()));
  }

  /** Sends a request within the configured time limit of one request. */
  public Answer send(Request request) throws IOException, InterruptedException {
    return send(request, requestTimeout);
  }

  /** The JDK wraps a failure of its own threads in an exception with the same message. */
  private static IOException unwrapped(IOException failure) {
    Throwable cause = failure.getCause();
    return cause instanceof IOException own
            && Objects.equals(own.getMessage(), failure.getMessage())
        ? own
        : failure;
  }

  private HttpRequest jdkRequest(Request request, Duration atMost) {
    BodyPublisher body =
        request.body().length == 0
            ? BodyPublishers.noBody()
            : BodyPublishers.ofByteArray(request.body());
    HttpRequest.Builder jdk =
        HttpRequest.newBuilder(request.uri()).timeout(atMost).method(request.method(), body);
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      if (!RESTRICTED.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        jdk.header(header.getKey(), header.getValue());
      }
    }
    // Not an Authenticator: if one is set, the JDK's client drops the header Authorization.
    proxyTo(request.uri())
        .flatMap(ConfiguredProxy::authorization)
        .ifPresent(login -> jdk.header("Proxy-Authorization", login));
    return jdk.build();
  }
}
