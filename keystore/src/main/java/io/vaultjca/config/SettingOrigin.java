package io.vaultjca.config;

import io.vaultjca.Setting;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A value and its source, for the commands that explain a configuration.
 *
 * @param key the full name
 * @param value the value; {@code ***} for a secret
 * @param source the source, as messages name it
 * @param ignoredFor the stronger source that overrides this value; empty if the value applies
 */
public record SettingOrigin(String key, String value, String source, Optional<String> ignoredFor) {
  private static final Set<Setting> SECRET =
      EnumSet.of(Setting.CLIENT_SECRET, Setting.CLIENT_CERTIFICATE_PASSWORD, Setting.ACCESS_TOKEN);

  /**
   * All values of these sources in their order, the strongest first, each source's sorted by name.
   * All settings of the credential apply from the first source that sets one of them.
   */
  public static List<SettingOrigin> of(List<ConfigSource> sources) {
    Optional<String> ofCredential =
        sources.stream()
            .filter(source -> CredentialReader.GROUP.stream().anyMatch(source::sets))
            .map(ConfigSource::description)
            .findFirst();
    Map<String, String> first = new HashMap<>();
    List<SettingOrigin> origins = new ArrayList<>();
    for (ConfigSource source : sources) {
      String description = source.description();
      new TreeMap<>(source.values())
          .forEach(
              (key, value) -> {
                Setting setting = SettingNames.setting(key).orElseThrow();
                Optional<String> strongest =
                    CredentialReader.GROUP.contains(setting)
                        ? ofCredential
                        : Optional.ofNullable(first.putIfAbsent(key, description));
                origins.add(
                    new SettingOrigin(
                        key,
                        SECRET.contains(setting) ? "***" : value.strip(),
                        description,
                        strongest.filter(other -> !other.equals(description))));
              });
    }
    return origins;
  }
}
