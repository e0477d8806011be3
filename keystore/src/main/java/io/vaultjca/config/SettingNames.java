package io.vaultjca.config;

import io.vaultjca.Setting;
import io.vaultjca.text.Spelling;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names of settings in files, system properties and the environment. */
public final class SettingNames {
  private static final String ALIAS = "ALIAS";

  private SettingNames() {}

  /** The name under which an alias gets its certificate chain. */
  public static String chainOf(String alias) {
    return of(Setting.CERTIFICATE_CHAIN, alias);
  }

  /** The name under which an alias gets a self-signed certificate. */
  public static String selfSignedOf(String alias) {
    return of(Setting.SELF_SIGNED, alias);
  }

  /** The name of a setting that concerns one alias; without one what all its names begin with. */
  static String of(Setting perAlias, String alias) {
    return perAlias.key().replace(ALIAS, alias);
  }

  /** What the names of such a setting begin with in the environment. */
  static String prefixInEnvironment(Setting perAlias) {
    return perAlias.environmentName().replace(ALIAS, "");
  }

  /** How a configuration writes a value: {@code managed-hsm} for {@code MANAGED_HSM}. */
  static String ofValue(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The setting that a key of a file or a system property names, if it is one of ours. */
  static Optional<Setting> setting(String key) {
    return Arrays.stream(Setting.values())
        .filter(
            setting ->
                setting.isPerAlias()
                    ? key.startsWith(of(setting, "")) && !key.equals(of(setting, ""))
                    : key.equals(setting.key()))
        .findFirst();
  }

  /** What to use instead of an unknown key, as the rest of a sentence. */
  static String instead(String unknown) {
    Optional<String> ofMicrosoft = insteadOfMicrosofts(unknown);
    List<String> names =
        Arrays.stream(Setting.values())
            .map(setting -> setting.key().substring(Setting.PREFIX.length()))
            .toList();
    return ofMicrosoft
        .map("it is one of Microsoft's provider: "::concat)
        .or(
            () ->
                Spelling.nearest(unknown.replaceFirst(Pattern.quote(Setting.PREFIX), ""), names)
                    .map(near -> "the nearest known one is " + Setting.PREFIX + near))
        .orElse("docs/settings.md has the table of all names");
  }

  /** What takes the place of a setting of azure-security-keyvault-jca or of its starters. */
  static Optional<String> insteadOfMicrosofts(String key) {
    if (key.startsWith("azure.keyvault.jca.certificates-refresh-interval")) {
      return Optional.of("use " + Setting.REFRESH_INTERVAL.key() + " with a unit, as 30m");
    }
    if (key.startsWith("azure.keyvault.jca.certificate-alias-filter-pattern")) {
      return Optional.of("use " + Setting.ALIASES.key() + " with names and globs");
    }
    if (key.equals("azure.keyvault.jca.disable-aia-download")) {
      return Optional.of(
          "leave it out, issuers are fetched only with "
              + Setting.CHAIN_FROM_ISSUERS.key()
              + "=true");
    }
    if (key.equals("azure.keyvault.aad-authentication-url")) {
      return Optional.of("use " + Setting.AUTHORITY_HOST.key());
    }
    if (key.startsWith("azure.cert-path.")) {
      return Optional.of("keep trusted certificates in a PKCS12 trust store");
    }
    return key.startsWith("azure.keyvault.jca.")
        ? Optional.of("leave it out, there is nothing like it here")
        : Optional.empty();
  }
}
