package io.vaultjca.config;

import io.vaultjca.Setting;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A value that a source sets, for a person who asks where a configuration comes from.
 *
 * @param key the full name
 * @param value the value; {@code ***} for a secret
 * @param source what sets it, as a message calls it
 * @param ignoredFor the stronger source for which it does not count; empty if it counts
 */
public record SettingOrigin(
    String key, String value, String source, Optional<String> ignoredFor) {
  private static final Set<Setting> SECRET =
      EnumSet.of(
          Setting.CLIENT_SECRET, Setting.CLIENT_CERTIFICATE_PASSWORD, Setting.ACCESS_TOKEN);

  /**
   * All values of these sources, the strongest first, by name. Those of the credential count from
   * the first source alone that sets any of them.
   */
  public static List<SettingOrigin> of(List<ConfigSource> sources) {
    Map<String, List<SettingOrigin>> byKey = new TreeMap<>();
    Optional<String> ofCredential =
        sources.stream()
            .filter(source -> CredentialReader.GROUP.stream().anyMatch(source::sets))
            .map(ConfigSource::description)
            .findFirst();
    for (ConfigSource source : sources) {
      source
          .values()
          .forEach(
              (key, value) -> {
                Setting setting = SettingNames.setting(key).orElseThrow();
                List<SettingOrigin> known = byKey.computeIfAbsent(key, k -> new ArrayList<>());
                Optional<String> stronger =
                    CredentialReader.GROUP.contains(setting)
                        ? ofCredential.filter(first -> !first.equals(source.description()))
                        : known.stream().map(SettingOrigin::source).findFirst();
                known.add(
                    new SettingOrigin(
                        key,
                        SECRET.contains(setting) ? "***" : value.strip(),
                        source.description(),
                        stronger));
              });
    }
    return byKey.values().stream().flatMap(List::stream).toList();
  }
}
