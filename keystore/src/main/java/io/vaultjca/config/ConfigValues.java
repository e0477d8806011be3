package io.vaultjca.config;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes each value from the first source that sets it, and checks its form. */
final class ConfigValues {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

  private final List<ConfigSource> sources;

  ConfigValues(List<ConfigSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** A value and its source. Not for secrets: a message about a wrong value quotes it. */
  record Value(String key, String text, String where) {
    Value(Setting setting, String text, String where) {
      this(setting.key(), text, where);
    }

    Value(String key, String text, ConfigSource source) {
      this(key, text.strip(), " in " + source.description());
    }

    /** A failure about this value, whose name begins the sentence that the problem ends. */
    VaultException wrong(String problem) {
      return VaultException.configuration("%s=%s%s %s".formatted(key, text, where, problem));
    }

    Path path() throws VaultException {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw wrong("is not a path: " + e.getReason());
      }
    }
  }

  List<ConfigSource> sources() {
    return sources;
  }

  Optional<Value> find(Setting setting) {
    return sources.stream()
        .flatMap(
            source ->
                source.value(setting).map(text -> new Value(setting.key(), text, source)).stream())
        .findFirst();
  }

  Value findOrDefault(Setting setting) {
    return find(setting).orElse(new Value(setting, setting.defaultValue(), ""));
  }

  Optional<String> text(Setting setting) {
    return find(setting).map(Value::text);
  }

  boolean bool(Setting setting) throws VaultException {
    Value value = findOrDefault(setting);
    return switch (value.text().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw value.wrong("must be true or false");
    };
  }

  /** The constant whose name in a configuration is set. */
  <E extends Enum<E>> E oneOf(Setting setting, Class<E> type) throws VaultException {
    Value value = findOrDefault(setting);
    StringJoiner names = new StringJoiner(" or ");
    for (E candidate : type.getEnumConstants()) {
      names.add(SettingNames.ofValue(candidate));
      if (SettingNames.ofValue(candidate).equals(value.text())) {
        return candidate;
      }
    }
    throw value.wrong("must be " + names);
  }

  int number(Setting setting, int most) throws VaultException {
    Value value = findOrDefault(setting);
    if (value.text().matches("\\d{1,9}") && Integer.parseInt(value.text()) <= most) {
      return Integer.parseInt(value.text());
    }
    throw value.wrong("must be a whole number from 0 to " + most);
  }

  Duration timeout(Setting setting) throws VaultException {
    Duration timeout = duration(setting);
    if (timeout.isZero()) {
      throw findOrDefault(setting).wrong("must be longer than zero");
    }
    return timeout;
  }

  Duration duration(Setting setting) throws VaultException {
    Value value = findOrDefault(setting);
    Matcher matcher = DURATION.matcher(value.text().toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    }
    if (value.text().equals("0")) {
      return Duration.ZERO;
    }
    throw value.wrong("must be a duration with a unit: 500ms, 30s, 5m, 1h");
  }

  Optional<Path> readableFile(Setting setting) throws VaultException {
    Optional<Value> value = find(setting);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Path file = value.get().path();
    if (!Files.isReadable(file)) {
      throw value.get().wrong("does not name a readable file (" + file.toAbsolutePath() + ")");
    }
    return Optional.of(file);
  }
}
