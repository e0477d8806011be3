package io.vaultjca.vault;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The JDK's HTTP client with a bound on each answer's body: its size, and the time until its end.
 *
 * <p>The JDK counts the time of a request until the headers of its answer only (before JDK 26), and
 * the SDK's adapter the time between two parts of a body: a server that sends a byte now and then
 * would hold a caller for ever. Neither bounds the size.
 */
final class BoundedHttpClient extends HttpClient {
  /** Some ten times the largest honest answer: a page of 25 certificates, a secret of 25 KB. */
  static final int LARGEST_ANSWER = 4 << 20;

  private final HttpClient client;

  private BoundedHttpClient(HttpClient client) {
    this.client = client;
  }

  /** An answer that is larger than any that the service sends. */
  static final class AnswerTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Whether such an answer is behind a failure: the JDK wraps it. */
    static boolean causes(Throwable failure) {
      return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
          .anyMatch(AnswerTooLargeException.class::isInstance);
    }

    AnswerTooLargeException(int status) {
      super(
          "the answer, of status "
              + status
              + ", is larger than "
              + (LARGEST_ANSWER >> 20)
              + " MiB, and so is not the service's");
    }
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return client.send(request, bounded(request, handler));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    return client.sendAsync(request, bounded(request, handler));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushPromises) {
    return client.sendAsync(request, bounded(request, handler), pushPromises);
  }

  private static <T> BodyHandler<T> bounded(HttpRequest request, BodyHandler<T> handler) {
    long started = System.nanoTime();
    return info ->
        new BoundedBody<>(
            handler.apply(info),
            info,
            request.timeout().map(timeout -> timeout.minusNanos(System.nanoTime() - started)));
  }

  /** Passes a body on until it is too large or too late. */
  private static final class BoundedBody<T> implements BodySubscriber<T> {
    private final BodySubscriber<T> whole;
    private final int status;
    private final Optional<Duration> timeLeft;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final long expected;
    private long received;
    private Flow.Subscription subscription;

    BoundedBody(
        BodySubscriber<T> whole, HttpResponse.ResponseInfo info, Optional<Duration> timeLeft) {
      this.whole = whole;
      this.status = info.statusCode();
      this.timeLeft = timeLeft;
      this.expected = info.headers().firstValueAsLong("Content-Length").orElse(0);
    }

    @Override
    public CompletionStage<T> getBody() {
      return whole.getBody();
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
      subscription = given;
      whole.onSubscribe(given);
      if (expected > LARGEST_ANSWER) {
        fail(new AnswerTooLargeException(status));
        return;
      }
      timeLeft.ifPresent(this::endWithin);
    }

    private void endWithin(Duration left) {
      CompletableFuture<Void> unused =
          ended
              .orTimeout(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS)
              .whenComplete(
                  (nothing, late) -> {
                    if (late != null) {
                      fail(new HttpTimeoutException("the answer did not end in time"));
                    }
                  });
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> parts) {
      if (ended.isDone()) {
        return;
      }
      for (ByteBuffer part : parts) {
        received += part.remaining();
      }
      if (received > LARGEST_ANSWER) {
        fail(new AnswerTooLargeException(status));
      } else {
        whole.onNext(parts);
      }
    }

    @Override
    public synchronized void onError(Throwable failure) {
      if (ended.complete(null)) {
        whole.onError(failure);
      }
    }

    @Override
    public synchronized void onComplete() {
      if (ended.complete(null)) {
        whole.onComplete();
      }
    }

    /** Ends the connection, too: what is left of the answer is not read. */
    private synchronized void fail(IOException reason) {
      ended.complete(null);
      // In this order: the JDK has words of its own for a body that is given up.
      whole.onError(reason);
      subscription.cancel();
    }
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return client.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return client.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return client.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client.authenticator();
  }

  @Override
  public Version version() {
    return client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return client.executor();
  }

  /** Builds a bounded client; the settings are the JDK's. */
  static final class Bounded implements HttpClient.Builder {
    private final HttpClient.Builder settings = HttpClient.newBuilder();

    @Override
    public Bounded cookieHandler(CookieHandler cookieHandler) {
      settings.cookieHandler(cookieHandler);
      return this;
    }

    @Override
    public Bounded connectTimeout(Duration duration) {
      settings.connectTimeout(duration);
      return this;
    }

    @Override
    public Bounded sslContext(SSLContext sslContext) {
      settings.sslContext(sslContext);
      return this;
    }

    @Override
    public Bounded sslParameters(SSLParameters sslParameters) {
      settings.sslParameters(sslParameters);
      return this;
    }

    @Override
    public Bounded executor(Executor executor) {
      settings.executor(executor);
      return this;
    }

    @Override
    public Bounded followRedirects(Redirect policy) {
      settings.followRedirects(policy);
      return this;
    }

    @Override
    public Bounded version(Version version) {
      settings.version(version);
      return this;
    }

    @Override
    public Bounded priority(int priority) {
      settings.priority(priority);
      return this;
    }

    @Override
    public Bounded proxy(ProxySelector proxySelector) {
      settings.proxy(proxySelector);
      return this;
    }

    @Override
    public Bounded authenticator(Authenticator authenticator) {
      settings.authenticator(authenticator);
      return this;
    }

    @Override
    public HttpClient build() {
      return new BoundedHttpClient(settings.build());
    }
  }
}
