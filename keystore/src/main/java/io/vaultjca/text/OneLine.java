package io.vaultjca.text;

import java.util.regex.Pattern;

/** What others wrote, fit for an exception's message, a line of a log and a terminal. */
public final class OneLine {
  private static final int LONGEST = 600;

  /** White space, and what a terminal obeys or does not show. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\s\\p{C}\\p{Z}]+");

  private OneLine() {}

  /** The text with single spaces in the place of what is not printable, cut to 600 characters. */
  public static String of(String text) {
    return of(text, LONGEST);
  }

  /**
   * The text with single spaces in the place of what is not printable, cut to so many characters;
   * it ends in {@code …} if something was cut.
   */
  public static String of(String text, int longest) {
    // Cut first: a text of any length costs no more than a short one.
    boolean cut = text.length() > 4 * longest;
    String begin = cut ? text.substring(0, 4 * longest) : text;
    String line = UNPRINTABLE.matcher(begin).replaceAll(" ").strip();
    return line.length() > longest ? line.substring(0, longest) + "…" : cut ? line + "…" : line;
  }
}
