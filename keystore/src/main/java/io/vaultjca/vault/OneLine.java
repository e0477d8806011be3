package io.vaultjca.vault;

import java.util.regex.Pattern;

/** What others wrote, fit for an exception's message, a line of a log and a terminal. */
final class OneLine {
  private static final int LONGEST = 600;

  /** White space, and what a terminal obeys or does not show. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\s\\p{C}\\p{Z}]+");

  private OneLine() {}

  /** The text with single spaces in the place of what is not printable, cut to 600 characters. */
  static String of(String text) {
    String line = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
