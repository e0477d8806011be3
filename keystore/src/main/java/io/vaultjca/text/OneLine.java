package io.vaultjca.text;

import java.util.regex.Pattern;

/** Makes untrusted text safe for an exception's message, a line of a log and a terminal. */
public final class OneLine {
  private static final int LONGEST = 600;

  /** White space, and characters that are invisible or control a terminal. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\s\\p{C}\\p{Z}]+");

  private OneLine() {}

  /** The text, with a single space in place of unprintable characters, cut to 600 characters. */
  public static String of(String text) {
    return of(text, LONGEST);
  }

  /**
   * The text, with a single space in place of unprintable characters, cut to so many characters and
   * an ellipsis.
   */
  public static String of(String text, int longest) {
    // Cut first, so that a long text costs no more than a short one.
    boolean cut = text.length() > 4 * longest;
    String begin = cut ? text.substring(0, 4 * longest) : text;
    String line = UNPRINTABLE.matcher(begin).replaceAll(" ").strip();
    return line.length() > longest ? line.substring(0, longest) + "…" : cut ? line + "…" : line;
  }
}
