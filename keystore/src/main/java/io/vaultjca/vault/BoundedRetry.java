package io.vaultjca.vault;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.policy.RequestRetryCondition;
import com.azure.core.http.policy.RetryStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/**
 * When a request is repeated, and how long to wait before: the SDK's rules, bounded by the
 * operation's time, and without those repetitions that cannot help (a credential that fails, a
 * certificate that is not trusted, a host that does not exist, an answer without end).
 */
final class BoundedRetry implements RetryStrategy {
  private static final Duration FIRST_DELAY = Duration.ofMillis(800);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(8);
  private static final Set<Integer> REPEATABLE = Set.of(408, 429, 500, 502, 503, 504);
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
    long doubled = FIRST_DELAY.toMillis() << Math.min(retries, 10);
    long delay = Math.min(doubled, LONGEST_DELAY.toMillis());
    // 5 % of jitter, so that many clients do not come back at once.
    return Duration.ofMillis(delay + ThreadLocalRandom.current().nextLong(-delay / 20, delay / 20));
  }

  @Override
  public boolean shouldRetryCondition(RequestRetryCondition condition) {
    Operation operation = Operation.current();
    if (condition.getResponse() != null) {
      Duration delay =
          waitAskedFor(condition.getResponse().getHeaders())
              .orElse(calculateRetryDelay(condition.getTryCount()));
      return REPEATABLE.contains(condition.getResponse().getStatusCode())
          && delay.compareTo(operation.remaining()) < 0;
    }
    return operation.credentialFailure() == null
        && mayPass(condition.getThrowable())
        && calculateRetryDelay(condition.getTryCount()).compareTo(operation.remaining()) < 0;
  }

  private static boolean mayPass(Throwable failure) {
    Throwable root = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    if (root instanceof SSLHandshakeException
        || root instanceof UnknownHostException
        || root instanceof BoundedBody.AnswerTooLargeException) {
      return false;
    }
    return root instanceof IOException || root instanceof TimeoutException;
  }

  /** How long the service asks to wait, as the SDK reads it. */
  static Optional<Duration> waitAskedFor(HttpHeaders headers) {
    for (HttpHeaderName name : new HttpHeaderName[] {X_MS_RETRY_AFTER_MS, RETRY_AFTER_MS}) {
      Optional<Duration> delay = number(headers.getValue(name)).map(Duration::ofMillis);
      if (delay.isPresent()) {
        return delay;
      }
    }
    String retryAfter = headers.getValue(HttpHeaderName.RETRY_AFTER);
    Optional<Duration> seconds = number(retryAfter).map(Duration::ofSeconds);
    return seconds.isPresent() || retryAfter == null ? seconds : untilDate(retryAfter);
  }

  private static Optional<Long> number(String text) {
    return text != null && text.matches("\\d{1,12}")
        ? Optional.of(Long.valueOf(text))
        : Optional.empty();
  }

  private static Optional<Duration> untilDate(String httpDate) {
    try {
      Instant date =
          ZonedDateTime.parse(httpDate, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), date);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
