package io.vaultjca.config;

import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A source of configuration values: a file, the system properties, the environment or code.
 *
 * <p>Immutable. Blank values count as not set.
 */
public final class ConfigSource {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** A backslash that starts neither an escape of the format nor a continuation line. */
  private static final Pattern LOST_BACKSLASH = Pattern.compile("\\\\[^\\\\:=#! u]");

  private static final String TWO_BACKSLASHES =
      ": in a properties file a backslash is written twice, and in a path / will do";

  private final String description;
  private final Map<String, String> values;

  private ConfigSource(String description, Map<String, String> values) {
    this.description = description;
    this.values = Map.copyOf(values);
  }

  public static ConfigSource code(Map<Setting, String> values) {
    Map<String, String> byKey = new TreeMap<>();
    values.forEach((setting, value) -> byKey.put(setting.key(), value));
    return withoutBlanks("the load parameter", byKey);
  }

  public static ConfigSource of(VaultLoadStoreParameter parameter) {
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    parameter.settings().forEach((setting, value) -> values.put(setting, value.reveal()));
    return code(values);
  }

  /** The content of a properties file, read as UTF-8; the stream is not closed. */
  public static ConfigSource properties(InputStream content, String description)
      throws IOException {
    Properties properties = new Properties();
    String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
    try {
      // Editors on Windows start a file with a byte order mark.
      properties.load(new StringReader(text.startsWith("\ufeff") ? text.substring(1) : text));
    } catch (IllegalArgumentException e) {
      // No cause: it quotes the file, which may hold a secret.
      throw VaultException.configuration(
          "%s is not a properties file: it holds a malformed \\u escape%s"
              .formatted(sentence(description), TWO_BACKSLASHES));
    }
    requireBackslashes(text, description);
    Map<String, String> values = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (SettingNames.setting(key).isEmpty()) {
        // The file may be anything, even a private key: the message must not quote the line.
        if (!key.startsWith(Setting.PREFIX) && SettingNames.insteadOfMicrosofts(key).isEmpty()) {
          throw VaultException.configuration(
              "%s holds a line that is not a setting: every name begins with %s (is it the right file?)"
                  .formatted(sentence(description), Setting.PREFIX));
        }
        throw VaultException.configuration(
            "%s holds the unknown name '%s'; %s"
                .formatted(sentence(description), OneLine.of(key, 80), SettingNames.instead(key)));
      }
      if (key.equals(Setting.KEYTOOL_GENERATORS.key())) {
        throw VaultException.configuration(
            """
            %1$s holds %2$s, which concerns the provider and not one key store: set it as a system \
            property (-J-D%2$s=true) or in the environment (%3$s)"""
                .formatted(
                    sentence(description), key, Setting.KEYTOOL_GENERATORS.environmentName()));
      }
      values.put(key, properties.getProperty(key));
    }
    return withoutBlanks(description, values);
  }

  /** The format drops an unescaped backslash, so a Windows path loses its separators. */
  private static void requireBackslashes(String text, String description) throws VaultException {
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      boolean comment = line.stripLeading().startsWith("#") || line.stripLeading().startsWith("!");
      if (!comment && LOST_BACKSLASH.matcher(line.replace("\\\\", "")).find()) {
        throw VaultException.configuration(
            "Line %s of %s holds a backslash that gets lost%s"
                .formatted(number, description, TWO_BACKSLASHES));
      }
    }
  }

  public static ConfigSource file(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      return properties(content, "the configuration file " + file);
    } catch (NoSuchFileException e) {
      throw VaultException.configuration(
          "The configuration file %s does not exist".formatted(file.toAbsolutePath()));
    } catch (VaultException e) {
      throw e;
    } catch (IOException e) {
      throw VaultException.configuration(
          "The configuration file %s cannot be read: %s"
              .formatted(
                  file.toAbsolutePath(),
                  e instanceof AccessDeniedException ? "access is denied" : e.getMessage()));
    }
  }

  /**
   * The JVM's system properties. An unknown name with our prefix is logged, not rejected: it may
   * belong to another program.
   */
  public static ConfigSource systemProperties() {
    Map<String, String> values = new TreeMap<>();
    Properties properties = System.getProperties();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(Setting.PREFIX) || SettingNames.insteadOfMicrosofts(key).isPresent()) {
        if (SettingNames.setting(key).isPresent()) {
          values.put(key, properties.getProperty(key));
        } else {
          LOG.log(
              WARNING,
              "The system property {0} is not known; {1}",
              OneLine.of(key, 80),
              SettingNames.instead(key));
        }
      }
    }
    return withoutBlanks("the system properties", values);
  }

  public static ConfigSource environment() {
    return environment(System.getenv());
  }

  static ConfigSource environment(Map<String, String> environment) {
    Map<String, String> values = new TreeMap<>();
    for (Setting setting : Setting.values()) {
      String value = environment.get(setting.environmentName());
      if (setting.isPerAlias()) {
        values.putAll(ofAliases(setting, environment));
      } else if (value != null) {
        values.put(setting.key(), value);
      }
    }
    return withoutBlanks("the environment", values);
  }

  private static Map<String, String> ofAliases(Setting setting, Map<String, String> environment) {
    String prefix = SettingNames.prefixInEnvironment(setting);
    Map<String, String> values = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(prefix) && name.length() > prefix.length()) {
            String alias = name.substring(prefix.length()).toLowerCase(Locale.ROOT);
            values.put(SettingNames.of(setting, alias.replace('_', '-')), value);
          }
        });
    return values;
  }

  private static ConfigSource withoutBlanks(String description, Map<String, String> values) {
    values.values().removeIf(String::isBlank);
    return new ConfigSource(description, values);
  }

  private static String sentence(String description) {
    return description.substring(0, 1).toUpperCase(Locale.ROOT) + description.substring(1);
  }

  public boolean sets(Setting setting) {
    return values.containsKey(setting.key());
  }

  Optional<String> value(Setting setting) {
    return Optional.ofNullable(values.get(setting.key()));
  }

  /** The source's name in a message. */
  String description() {
    return description;
  }

  /** The values by full name. */
  Map<String, String> values() {
    return values;
  }

  /** The description only: values may be secret. */
  @Override
  public String toString() {
    return description;
  }
}
