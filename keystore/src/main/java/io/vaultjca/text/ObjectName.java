package io.vaultjca.text;

import java.util.regex.Pattern;

/**
 * The form of names and versions of keys, certificates and secrets (Key Vault REST reference,
 * "Vault-name and Object-name").
 */
public final class ObjectName {
  /** A regular expression for a name: 1 to 127 letters, digits and hyphens. */
  public static final String NAME = "[0-9a-zA-Z-]{1,127}";

  /** A regular expression for a version: 32 hexadecimal digits. */
  public static final String VERSION = "[0-9a-fA-F]{32}";

  /** The rule for names, for messages. */
  public static final String RULE = "1 to 127 letters, digits and hyphens";

  /** A name, a slash and a version. */
  private static final int LONGEST = 127 + 1 + 32;

  /** Control characters, line breaks, and characters that are invisible or change direction. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private ObjectName() {}

  public static boolean isName(String name) {
    return name.matches(NAME);
  }

  public static boolean isVersion(String version) {
    return version.matches(VERSION);
  }

  /**
   * A name or an alias from outside, for a message or a line of a log. A text that is longer than
   * any alias is cut, and each character that does not print or breaks the line becomes a question
   * mark.
   */
  public static String shown(String name) {
    boolean whole = name.length() <= LONGEST;
    String line = UNPRINTABLE.matcher(whole ? name : name.substring(0, LONGEST)).replaceAll("?");
    return whole ? line : line + "…";
  }
}
