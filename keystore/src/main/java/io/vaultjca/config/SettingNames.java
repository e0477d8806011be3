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

  /** The name of the setting {@link Setting#CERTIFICATE_CHAIN} for an alias. */
  public static String chainOf(String alias) {
    return of(Setting.CERTIFICATE_CHAIN, alias);
  }

  /** The name of the setting {@link Setting#SELF_SIGNED} for an alias. */
  public static String selfSignedOf(String alias) {
    return of(Setting.SELF_SIGNED, alias);
  }

  /** The name of a setting for an alias; with an empty alias the prefix of all its names. */
  static String of(Setting perAlias, String alias) {
    return perAlias.key().replace(ALIAS, alias);
  }

  /** The prefix of such a setting's names in the environment. */
  static String prefixInEnvironment(Setting perAlias) {
    return perAlias.environmentName().replace(ALIAS, "");
  }

  /** A value as a configuration writes it: {@code managed-hsm} for {@code MANAGED_HSM}. */
  static String ofValue(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The setting with this name in a file or system property; empty if there is none. */
  static Optional<Setting> setting(String key) {
    return Arrays.stream(Setting.values())
        .filter(
            setting ->
                setting.isPerAlias()
                    ? key.startsWith(of(setting, "")) && !key.equals(of(setting, ""))
                    : key.equals(setting.key()))
        .findFirst();
  }

  /** Says what to use instead of an unknown name, as the end of a sentence. */
  static String instead(String unknown) {
    Optional<String> ofMicrosoft = insteadOfMicrosofts(unknown);
    List<String> names =
        Arrays.stream(Setting.values())
            .map(setting -> setting.key().substring(Setting.PREFIX.length()))
            .toList();
    return ofMicrosoft
        .map("it belongs to Microsoft's provider: "::concat)
        .or(
            () ->
                Spelling.nearest(unknown.replaceFirst(Pattern.quote(Setting.PREFIX), ""), names)
                    .map(near -> "the nearest known one is " + Setting.PREFIX + near))
        .orElse("docs/settings.md has the table of all names");
  }

  /** Says what replaces a setting of azure-security-keyvault-jca or of its starters. */
  static Optional<String> insteadOfMicrosofts(String key) {
    if (key.startsWith("azure.keyvault.jca.certificates-refresh-interval")) {
      return Optional.of("use " + Setting.REFRESH_INTERVAL.key() + " with a unit, as 30m");
    }
    if (key.startsWith("azure.keyvault.jca.certificate-alias-filter-pattern")) {
      return Optional.of("use " + Setting.ALIASES.key() + " with names and globs");
    }
    if (key.equals("azure.keyvault.jca.disable-aia-download")) {
      return Optional.of(
          "leave it out, issuers are fetched only with %s=true"
              .formatted(Setting.CHAIN_FROM_ISSUERS.key()));
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
