package io.vaultjca.keystore.entry;

import io.vaultjca.vault.Setting;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An alias taken apart: {@code name} for the current version, {@code name/version} for a certain
 * one. Names ignore case, like the vault's.
 *
 * @param name the name in lower case
 * @param version the version in lower case; empty for the current one
 */
public record Alias(String name, String version) {
  /** What a name must be, for messages. */
  public static final String RULE = "1 to 127 letters, digits and hyphens";

  private static final Pattern FORM =
      Pattern.compile("([0-9a-zA-Z-]{1,127})(?:/([0-9a-fA-F]{32}))?");

  /** A name, a slash and a version. */
  private static final int LONGEST = 127 + 1 + 32;

  /** Control characters, line breaks, and what turns the direction of a line or is not seen. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  /**
   * The parts of an alias.
   *
   * @param alias the alias, whatever it is
   * @return its parts; empty if no object of a vault can have this name
   */
  public static Optional<Alias> parse(String alias) {
    Matcher matcher = FORM.matcher(alias);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String version = matcher.group(2) == null ? "" : matcher.group(2);
    return Optional.of(
        new Alias(matcher.group(1).toLowerCase(Locale.ROOT), version.toLowerCase(Locale.ROOT)));
  }

  /**
   * An alias from outside, fit for a message and a line of a log.
   *
   * @param alias the alias, whatever it is
   * @return one printable line: what is longer than an alias of a vault is cut, and each character
   *     that does not print or would begin a new line is a question mark
   */
  public static String shown(String alias) {
    boolean whole = alias.length() <= LONGEST;
    String line = UNPRINTABLE.matcher(whole ? alias : alias.substring(0, LONGEST)).replaceAll("?");
    return whole ? line : line + "…";
  }

  /**
   * The setting that gives a name its chain.
   *
   * @param name the name
   * @return the setting's key
   */
  public static String chainSetting(String name) {
    return Setting.CERTIFICATE_CHAIN.key().replace("ALIAS", name);
  }

  @Override
  public String toString() {
    return version.isEmpty() ? name : name + "/" + version;
  }
}
