package io.vaultjca.command.terminal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A value, and its name, as text for people. */
final class Cell {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Control and format characters, C1 included: a terminal obeys them or hides them. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]+");

  private Cell() {}

  /** Formats a value on one line, without anything that could control the terminal. */
  static String of(Object value) {
    if (value instanceof Instant instant) {
      return TIME.format(instant);
    }
    if (value instanceof Boolean bool) {
      return bool ? "yes" : "no";
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Cell::of).collect(Collectors.joining(", "));
    }
    if (value instanceof Fields fields) {
      return fields.values().entrySet().stream()
          .map(field -> "%s=%s".formatted(field.getKey(), of(field.getValue())))
          .collect(Collectors.joining(", "));
    }
    return UNPRINTABLE.matcher(value.toString()).replaceAll(" ");
  }

  /** Splits a name in camel case into words: {@code recoveryLevel} becomes "recovery level". */
  static String words(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
