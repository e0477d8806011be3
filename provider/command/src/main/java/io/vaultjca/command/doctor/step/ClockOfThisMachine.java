package io.vaultjca.command.doctor.step;

import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.exchange.Greeting;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Compares this machine's clock with the service's. */
public final class ClockOfThisMachine implements Look {
  /** NTP keeps clocks closer than this; beyond it, credentials begin to fail. */
  private static final Duration TOO_FAR = Duration.ofMinutes(1);

  @Override
  public Finding at(Facts facts) {
    Greeting greeting = facts.get(Greeting.class);
    Optional<Instant> service =
        greeting.answer().orElseThrow().header("Date").flatMap(ClockOfThisMachine::time);
    if (service.isEmpty()) {
      return Finding.skipped("The answer has no date.");
    }
    Duration ahead = Duration.between(service.get(), greeting.at());
    long seconds = Math.abs(ahead.toSeconds());
    if (ahead.abs().compareTo(TOO_FAR) > 0) {
      return Finding.failed(
          "This machine's clock is %s s %s the service's: tokens and certificates seem expired or not yet valid. Set it (NTP)."
              .formatted(seconds, ahead.isNegative() ? "behind" : "ahead of"));
    }
    return Finding.ok("It differs from the service's by less than a minute.");
  }

  private static Optional<Instant> time(String httpDate) {
    try {
      return Optional.of(
          ZonedDateTime.parse(httpDate, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
