package io.vaultjca.keystore.entry;

import io.vaultjca.text.ObjectName;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parsed alias in lower case: {@code name} for the current version, {@code name/version} for a
 * specific one. Names ignore case, as in the vault.
 */
public record Alias(String name, String version) {
  private static final Pattern FORM =
      Pattern.compile("(" + ObjectName.NAME + ")(?:/(" + ObjectName.VERSION + "))?");

  /** Parses an alias; empty if no object in a vault can have this name. */
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
