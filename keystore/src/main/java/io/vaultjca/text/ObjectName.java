package io.vaultjca.text;

import java.util.regex.Pattern;

/**
 * The form of names and versions of keys, certificates and secrets (Key Vault REST reference,
 * "Vault-name and Object-name").
 */
public final class ObjectName {
  /** A name, as part of a regular expression: 1 to 127 letters, digits and hyphens. */
  public static final String NAME = "[0-9a-zA-Z-]{1,127}";

  /** A version, as part of a regular expression: 32 hexadecimal digits. */
  public static final String VERSION = "[0-9a-fA-F]{32}";

  /** What a name must be, for messages. */
  public static final String RULE = "1 to 127 letters, digits and hyphens";

  /** A name, a slash and a version. */
  private static final int LONGEST = 127 + 1 + 32;

  /** Control characters, line breaks, and what turns the direction of a line or is not seen. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private ObjectName() {}

  /** Whether an object of a vault can have this name. */
  public static boolean isName(String name) {
    return name.matches(NAME);
  }

  /** Whether an object of a vault can have this version. */
  public static boolean isVersion(String version) {
    return version.matches(VERSION);
  }

  /**
   * A name or an alias from outside, fit for a message and a line of a log: what is longer than an
   * alias of a vault is cut, and each character that does not print or would begin a new line is a
   * question mark.
   */
  public static String shown(String name) {
    boolean whole = name.length() <= LONGEST;
    String line = UNPRINTABLE.matcher(whole ? name : name.substring(0, LONGEST)).replaceAll("?");
    return whole ? line : line + "…";
  }
}
