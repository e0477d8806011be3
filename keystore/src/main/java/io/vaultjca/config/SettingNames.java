package io.vaultjca.config;

import io.vaultjca.Setting;
import io.vaultjca.text.Spelling;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The names of settings in files, system properties and the environment. */
public final class SettingNames {
  /** What the name of a chain begins with; the alias follows. */
  static final String CHAIN_PREFIX = chainOf("");

  /** The same in the environment. */
  static final String CHAIN_PREFIX_OF_ENVIRONMENT =
      Setting.CERTIFICATE_CHAIN.environmentName().replace("ALIAS", "");

  private SettingNames() {}

  /** The name under which an alias gets its certificate chain. */
  public static String chainOf(String alias) {
    return Setting.CERTIFICATE_CHAIN.key().replace("ALIAS", alias);
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
                setting == Setting.CERTIFICATE_CHAIN
                    ? key.startsWith(CHAIN_PREFIX) && key.length() > CHAIN_PREFIX.length()
                    : key.equals(setting.key()))
        .findFirst();
  }

  /** The known key that looks most like an unknown one. */
  static String nearestKey(String unknown) {
    List<String> keys = Arrays.stream(Setting.values()).map(Setting::key).toList();
    return Spelling.nearest(unknown, keys).orElseThrow();
  }
}
