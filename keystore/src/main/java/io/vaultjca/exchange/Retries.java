package io.vaultjca.exchange;

import io.vaultjca.transport.Answer;
import io.vaultjca.transport.AnswerTooLargeException;
import io.vaultjca.transport.Causes;
import io.vaultjca.transport.ProxyException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a request is repeated: by the Azure SDK's rules, within the operation's time, and
 * not where that cannot help (an untrusted certificate, an unknown host, an endless answer) or
 * could do something twice.
 */
final class Retries {
  private static final Duration FIRST_DELAY = Duration.ofMillis(800);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(8);
  private static final Set<Integer> REPEATABLE =
      Set.of(408, Answer.TOO_MANY_REQUESTS, 500, 502, 503, 504);
  private static final List<String> MILLISECONDS = List.of("x-ms-retry-after-ms", "retry-after-ms");

  private final int maxRetries;

  Retries(int maxRetries) {
    this.maxRetries = maxRetries;
  }

  /** How long to wait after an answer before the next try; empty if there must be none. */
  Optional<Duration> after(Answer answer, Operation operation) {
    if (!REPEATABLE.contains(answer.status()) || operation.isInDoubt(null)) {
      return Optional.empty();
    }
    return withinTime(pause(answer, operation.tries()), operation);
  }

  /** How long to wait after a failure before the next try; empty if there must be none. */
  Optional<Duration> after(IOException failure, Operation operation) {
    return mayPass(failure) && !operation.isInDoubt(failure)
        ? withinTime(backOff(operation.tries()), operation)
        : Optional.empty();
  }

  private Optional<Duration> withinTime(Duration pause, Operation operation) {
    return operation.tries() <= maxRetries && pause.compareTo(operation.deadline().remaining()) < 0
        ? Optional.of(pause)
        : Optional.empty();
  }

  /** How long to send the vault nothing after an answer. */
  static Duration pause(Answer answer, int tries) {
    return waitAskedFor(answer).orElseGet(() -> backOff(tries));
  }

  /** How long to wait after so many tries if the service does not say. */
  static Duration backOff(int tries) {
    long doubled = FIRST_DELAY.toMillis() << Math.max(0, Math.min(tries - 1, 10));
    long delay = Math.min(doubled, LONGEST_DELAY.toMillis());
    // 5 % of jitter, so that many clients do not come back at once.
    return Duration.ofMillis(delay + ThreadLocalRandom.current().nextLong(-delay / 20, delay / 20));
  }

  private static boolean mayPass(IOException failure) {
    if (failure instanceof SSLHandshakeException) {
      // A broken connection may pass; any other handshake failure is about the certificate.
      return failure.getCause() instanceof EOFException
          || failure.getCause() instanceof SocketException;
    }
    // Another try does not help: the JVM caches for ten seconds that a host is unknown.
    return !Causes.showUnknownHost(failure)
        && Causes.first(failure, AnswerTooLargeException.class).isEmpty()
        && Causes.first(failure, ProxyException.class).map(ProxyException::mayPass).orElse(true);
  }

  /** Whether it failed before there was a connection over which to send the request. */
  static boolean isBeforeConnection(@Nullable Throwable failure) {
    return Causes.of(failure)
        .anyMatch(
            link ->
                link instanceof ConnectException
                    || link instanceof ProxyException
                    || link instanceof HttpConnectTimeoutException
                    || link instanceof SSLHandshakeException);
  }

  static Optional<Duration> waitAskedFor(Answer answer) {
    for (String name : MILLISECONDS) {
      Optional<Duration> delay =
          answer.header(name).flatMap(Retries::number).map(Duration::ofMillis);
      if (delay.isPresent()) {
        return delay;
      }
    }
    Optional<String> retryAfter = answer.header("Retry-After");
    Optional<Duration> seconds = retryAfter.flatMap(Retries::number).map(Duration::ofSeconds);
    return seconds.isPresent()
        ? seconds
        : retryAfter.flatMap(Retries::date).map(until -> from(answer, until));
  }

  private static Optional<Long> number(String text) {
    return text.matches("\\d{1,12}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  /** Relative to the server's clock: this machine's may be wrong (RFC 9110, section 10.2.3). */
  private static Duration from(Answer answer, Instant until) {
    Instant now = answer.header("Date").flatMap(Retries::date).orElseGet(Instant::now);
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
