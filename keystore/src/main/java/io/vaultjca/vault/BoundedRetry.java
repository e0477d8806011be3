package io.vaultjca.vault;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.RequestRetryCondition;
import com.azure.core.http.policy.RetryStrategy;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;

/**
 * When a request is repeated: the SDK's rules, bounded by the operation's time, and without those
 * repetitions that cannot help (a credential that fails, a certificate that is not trusted, a host
 * that does not exist, an answer without end) or that could make something a second time.
 *
 * <p>The waits are the {@linkplain Operation#rest operation's} and the {@link Throttle}'s, not the
 * SDK's: the SDK's swallow an interrupt, and read the date of a Retry-After by this machine's
 * clock.
 */
final class BoundedRetry implements RetryStrategy {
  private static final Duration FIRST_DELAY = Duration.ofMillis(800);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(8);
  static final int TOO_MANY_REQUESTS = 429;
  private static final Set<Integer> REPEATABLE = Set.of(408, TOO_MANY_REQUESTS, 500, 502, 503, 504);
  private static final HttpHeaderName X_MS_RETRY_AFTER_MS =
      HttpHeaderName.fromString("x-ms-retry-after-ms");
  private static final HttpHeaderName RETRY_AFTER_MS = HttpHeaderName.fromString("retry-after-ms");

  private final int maxRetries;

  BoundedRetry(int maxRetries) {
    this.maxRetries = maxRetries;
  }

  @Override
  public int getMaxRetries() {
    return maxRetries;
  }

  @Override
  public Duration calculateRetryDelay(int retries) {
    return Duration.ZERO;
  }

  /** How long to wait before a try when the service does not say. */
  static Duration backOff(int tries) {
    long doubled = FIRST_DELAY.toMillis() << Math.max(0, Math.min(tries - 1, 10));
    long delay = Math.min(doubled, LONGEST_DELAY.toMillis());
    // 5 % of jitter, so that many clients do not come back at once.
    return Duration.ofMillis(delay + ThreadLocalRandom.current().nextLong(-delay / 20, delay / 20));
  }

  @Override
  public boolean shouldRetryCondition(RequestRetryCondition condition) {
    HttpResponse response = condition.getResponse();
    Operation operation = Operation.current();
    boolean mayHelp =
        response != null
            ? REPEATABLE.contains(response.getStatusCode())
            : operation.credentialFailure() == null && mayPass(condition.getThrowable());
    if (!mayHelp || operation.isInDoubt(condition.getThrowable())) {
      return false;
    }
    Duration delay =
        Optional.ofNullable(response)
            .flatMap(answer -> waitAskedFor(answer.getHeaders()))
            .orElseGet(() -> backOff(operation.tries()));
    if (delay.compareTo(operation.remaining()) >= 0) {
      return false;
    }
    boolean throttled = response != null && response.getStatusCode() == TOO_MANY_REQUESTS;
    // While the vault throttles, all its callers wait together: see Throttle.
    operation.restBeforeNextTry(throttled ? Duration.ZERO : delay);
    return true;
  }

  private static boolean mayPass(Throwable failure) {
    Throwable root = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    if (root instanceof SSLHandshakeException) {
      // The server went away in the middle of the handshake; anything else is its certificate.
      return root.getCause() instanceof EOFException || root.getCause() instanceof SocketException;
    }
    if (isUnknownHost(root) || AnswerTooLargeException.causes(root)) {
      return false;
    }
    return root instanceof IOException || root instanceof TimeoutException;
  }

  /** Whether there was no connection yet, over which the request could have gone out. */
  static boolean isBeforeConnection(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(
            link ->
                link instanceof ConnectException
                    || link instanceof HttpConnectTimeoutException
                    || link instanceof SSLHandshakeException);
  }

  /** The JVM remembers for ten seconds that a name is not known: asking again does not help. */
  private static boolean isUnknownHost(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(
            link ->
                link instanceof UnknownHostException || link instanceof UnresolvedAddressException);
  }

  /** How long the service asks to wait. */
  static Optional<Duration> waitAskedFor(HttpHeaders headers) {
    for (HttpHeaderName name : new HttpHeaderName[] {X_MS_RETRY_AFTER_MS, RETRY_AFTER_MS}) {
      Optional<Duration> delay = number(headers.getValue(name)).map(Duration::ofMillis);
      if (delay.isPresent()) {
        return delay;
      }
    }
    String retryAfter = headers.getValue(HttpHeaderName.RETRY_AFTER);
    Optional<Duration> seconds = number(retryAfter).map(Duration::ofSeconds);
    return seconds.isPresent() || retryAfter == null
        ? seconds
        : date(retryAfter).map(until -> from(headers, until));
  }

  private static Optional<Long> number(String text) {
    return text != null && text.matches("\\d{1,12}")
        ? Optional.of(Long.valueOf(text))
        : Optional.empty();
  }

  /** By the clock that wrote the date: this machine's may be wrong (RFC 9110, section 10.2.3). */
  private static Duration from(HttpHeaders headers, Instant until) {
    Instant now =
        Optional.ofNullable(headers.getValue(HttpHeaderName.DATE))
            .flatMap(BoundedRetry::date)
            .orElseGet(Instant::now);
    Duration wait = Duration.between(now, until);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private static Optional<Instant> date(String httpDate) {
    try {
      return Optional.of(
          ZonedDateTime.parse(httpDate, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
