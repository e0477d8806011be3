package io.vaultjca.command.keys.view;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a point in time: a date, a date with a time, or a time from now. */
public final class Moment implements ITypeConverter<Instant> {
  /** What the help says of it. */
  public static final String FORM =
      "a date (2027-06-30), a time (2027-06-30T12:00:00Z), or a time from now (P90D, P1Y, PT12H)";

  @Override
  public Instant convert(String text) {
    try {
      if (text.startsWith("PT")) {
        return now().plus(Duration.parse(text)).toInstant();
      }
      if (text.startsWith("P")) {
        return now().plus(Period.parse(text)).toInstant();
      }
      return text.contains("T")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException | ArithmeticException e) {
      throw new TypeConversionException("'%s' is not %s".formatted(text, FORM));
    }
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC);
  }
}
