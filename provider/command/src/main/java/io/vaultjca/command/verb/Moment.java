package io.vaultjca.command.verb;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Parses a point in time: a date (its first second in UTC), a date and a time, or a time from now.
 */
public final class Moment implements ITypeConverter<OffsetDateTime> {
  /** The accepted forms, for the help. */
  public static final String FORM =
      "a date (2027-06-30), a time (2027-06-30T12:00:00Z), or a time from now (P90D, P1Y, PT12H)";

  @Override
  public OffsetDateTime convert(String text) {
    try {
      if (text.startsWith("PT")) {
        return now().plus(Duration.parse(text));
      }
      if (text.startsWith("P")) {
        return now().plus(Period.parse(text));
      }
      return text.contains("T")
          ? OffsetDateTime.parse(text)
          : LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC);
    } catch (DateTimeException | ArithmeticException e) {
      throw new TypeConversionException("'%s' is not %s".formatted(text, FORM));
    }
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC);
  }
}
