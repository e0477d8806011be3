package io.vaultjca.embedded.service;

import io.vaultjca.embedded.crypto.SharedKey;
import io.vaultjca.embedded.store.SasDefinition;
import io.vaultjca.embedded.store.StorageAccount;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Generates tokens from a SAS definition. They have the properties of its template, a new expiry
 * and a signature with the account's active key. No storage service accepts them, because there is
 * no real account.
 */
final class SasTokens {
  private static final Instant LATEST = Instant.parse("2970-01-01T00:00:00Z");
  private static final String EXPIRY = "se=";

  private SasTokens() {}

  static String of(StorageAccount account, SasDefinition definition, Instant now) {
    List<String> parts = new ArrayList<>();
    String template = definition.templateUri();
    // A template is a token, or a URI with a token.
    for (String part : template.substring(template.indexOf('?') + 1).split("&", -1)) {
      if (!part.startsWith(EXPIRY) && !part.startsWith("st=") && !part.startsWith("sig=")) {
        parts.add(part);
      }
    }
    Instant end = end(now, definition.validityPeriod()).truncatedTo(ChronoUnit.SECONDS);
    parts.add(EXPIRY + encoded(end.toString()));
    String signed = String.join("&", parts);
    String key = account.keys().get(StorageResource.key(account.activeKeyName()));
    return "?%s&sig=%s".formatted(signed, encoded(SharedKey.sign(key, signed)));
  }

  /** Returns the expiry of a token, in seconds since the epoch. */
  static long expiry(String token) {
    String end = token.substring(token.lastIndexOf(EXPIRY) + EXPIRY.length());
    return Instant.parse(end.substring(0, end.indexOf('&')).replace("%3A", ":")).getEpochSecond();
  }

  /** Checks an ISO 8601 duration of days, hours or both; null stays null. */
  static String period(Body body, String member) throws ServiceException {
    String text = body.text(member);
    if (text != null) {
      try {
        Instant end = end(Instant.EPOCH, text);
        if (end.isAfter(Instant.EPOCH) && end.isBefore(LATEST)) {
          return text;
        }
      } catch (DateTimeException | ArithmeticException malformed) {
        throw Body.invalid(member);
      }
      throw Body.invalid(member);
    }
    return null;
  }

  private static Instant end(Instant from, String period) {
    int time = period.indexOf('T');
    OffsetDateTime end = from.atOffset(ZoneOffset.UTC);
    if (time != 1) {
      end = end.plus(Period.parse(time < 0 ? period : period.substring(0, time)));
    }
    if (time > 0) {
      end = end.plus(Duration.parse("P" + period.substring(time)));
    }
    return end.toInstant();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
