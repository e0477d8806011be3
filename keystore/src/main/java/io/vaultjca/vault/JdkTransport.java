package io.vaultjca.vault;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * The SDK's requests over the JDK's HTTP client. A request and its whole answer have one time
 * limit, and an answer has a longest length.
 *
 * <p>azure-core-http-jdk-httpclient has neither bound, and sends every body through Reactor: a
 * tenth of a whole run of jarsigner.
 */
final class JdkTransport implements HttpClient {
  /** Under this name a request's context may hold a time limit of its own. */
  static final String TIMEOUT = "vaultjca-timeout";

  /** The JDK's client sets these, and refuses them from others. */
  private static final Set<String> RESTRICTED =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private final java.net.http.HttpClient client;
  private final Duration timeout;

  /**
   * Wraps a client of the JDK.
   *
   * @param timeout how long a request and its whole answer may take, unless it says otherwise
   */
  JdkTransport(java.net.http.HttpClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  @Override
  public HttpResponse sendSync(HttpRequest request, Context context) {
    Duration atMost = (Duration) context.getData(TIMEOUT).orElse(timeout);
    long end = System.nanoTime() + atMost.toNanos();
    try {
      // Not sendAsync: on a machine of one or two processors the JDK makes a thread for each.
      java.net.http.HttpResponse<BoundedBody> answer =
          client.send(jdkRequest(request, atMost), head -> new BoundedBody(head.statusCode()));
      return new WholeResponse(request, answer, answer.body().await(end - System.nanoTime()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(unwrapped(e));
    }
  }

  /** The JDK wraps what happened on its own threads in an exception of the same words. */
  private static IOException unwrapped(IOException failure) {
    Throwable cause = failure.getCause();
    return cause instanceof IOException own
            && Objects.equals(own.getMessage(), failure.getMessage())
        ? own
        : failure;
  }

  /** Azure Identity alone sends so, on threads that may wait. */
  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return Mono.fromCallable(() -> sendSync(request, Context.NONE));
  }

  private static java.net.http.HttpRequest jdkRequest(HttpRequest request, Duration atMost) {
    java.net.http.HttpRequest.Builder jdk =
        java.net.http.HttpRequest.newBuilder(URI.create(request.getUrl().toString()))
            .timeout(atMost)
            .method(request.getHttpMethod().toString(), body(request.getBodyAsBinaryData()));
    for (HttpHeader header : request.getHeaders()) {
      if (!RESTRICTED.contains(header.getName().toLowerCase(Locale.ROOT))) {
        header.getValuesList().forEach(value -> jdk.header(header.getName(), value));
      }
    }
    return jdk.build();
  }

  private static BodyPublisher body(BinaryData data) {
    return data == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(data.toBytes());
  }
}
