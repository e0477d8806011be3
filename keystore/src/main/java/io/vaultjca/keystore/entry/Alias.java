package io.vaultjca.keystore.entry;

import io.vaultjca.text.ObjectName;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An alias taken apart, in lower case: {@code name} for the current version, {@code name/version}
 * for a certain one. Names ignore case, like the vault's.
 */
public record Alias(String name, String version) {
  private static final Pattern FORM =
      Pattern.compile("(" + ObjectName.NAME + ")(?:/(" + ObjectName.VERSION + "))?");

  /** The parts of an alias; empty if no object of a vault can have this name. */
  public static Optional<Alias> parse(String alias) {
    Matcher matcher = FORM.matcher(alias);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String version = matcher.group(2) == null ? "" : matcher.group(2);
    return Optional.of(
        new Alias(matcher.group(1).toLowerCase(Locale.ROOT), version.toLowerCase(Locale.ROOT)));
  }

  @Override
  public String toString() {
    return version.isEmpty() ? name : name + "/" + version;
  }
}
