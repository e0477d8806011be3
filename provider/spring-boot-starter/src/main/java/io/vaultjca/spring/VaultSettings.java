package io.vaultjca.spring;

import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * What an application's configuration says of its vault: the settings {@code azure.keyvault.*},
 * wherever Spring Boot finds them, with placeholders, profiles and relaxed names.
 *
 * <p>Immutable and safe for use by several threads. May hold secrets, and prints none.
 */
final class VaultSettings {
  /** What the name of a setting ends with that is made for each alias. */
  private static final String ALIAS = ".ALIAS";

  private static final ConfigurationPropertyName PREFIX =
      ConfigurationPropertyName.of(Setting.PREFIX.substring(0, Setting.PREFIX.length() - 1));

  /** By full name. */
  private final Map<String, String> values;

  private VaultSettings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** Reads the settings of an environment. */
  static VaultSettings of(Environment environment) {
    Map<String, String> values = new TreeMap<>();
    Binder binder = Binder.get(environment);
    for (Setting setting : Setting.values()) {
      String key = setting.key();
      if (key.endsWith(ALIAS)) {
        String group = key.substring(0, key.length() - ALIAS.length());
        binder
            .bind(group, Bindable.mapOf(String.class, String.class))
            .ifBound(
                each -> each.forEach((alias, value) -> values.put(group + "." + alias, value)));
      } else if (setting != Setting.KEYTOOL_GENERATORS) {
        // The provider itself reads that one, before there is an application.
        text(binder, key).ifPresent(value -> values.put(key, value));
      }
    }
    unknown(environment, binder).forEach(values::putIfAbsent);
    return new VaultSettings(values);
  }

  /** A value, or the values of a list as one. */
  private static Optional<String> text(Binder binder, String key) {
    return Optional.ofNullable(
        binder
            .bind(key, Bindable.of(String.class))
            .orElseGet(
                () ->
                    binder
                        .bind(key, Bindable.listOf(String.class))
                        .map(list -> String.join(",", list))
                        .orElse(null)));
  }

  /**
   * Names below our prefix that are none of ours, for the key store to refuse. The environment and
   * the system properties belong to other programs, too.
   */
  private static Map<String, String> unknown(Environment environment, Binder binder) {
    Map<String, String> unknown = new TreeMap<>();
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource iterable && isOwn(source)) {
        iterable.stream()
            .filter(name -> PREFIX.isAncestorOf(name) && !isKnown(name))
            .forEach(
                name ->
                    unknown.put(
                        name.toString(), binder.bind(name, Bindable.of(String.class)).orElse("")));
      }
    }
    return unknown;
  }

  private static boolean isOwn(ConfigurationPropertySource source) {
    return source.getUnderlyingSource() instanceof PropertySource<?> underlying
        && !underlying.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
        && !underlying.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
  }

  private static boolean isKnown(ConfigurationPropertyName name) {
    return Arrays.stream(Setting.values())
        .filter(setting -> setting != Setting.KEYTOOL_GENERATORS)
        .map(Setting::key)
        .anyMatch(
            key ->
                key.endsWith(ALIAS)
                    ? ConfigurationPropertyName.of(key.substring(0, key.length() - ALIAS.length()))
                        .isAncestorOf(name)
                    // A list has its elements below its name.
                    : ConfigurationPropertyName.of(key).equals(name)
                        || (name.isLastElementIndexed()
                            && ConfigurationPropertyName.of(key).isParentOf(name)));
  }

  /** The same settings but for one, which is this list. */
  VaultSettings with(Setting setting, List<String> list) {
    Map<String, String> changed = new TreeMap<>(values);
    changed.put(setting.key(), String.join(",", list));
    return new VaultSettings(changed);
  }

  /** The value of a setting; empty if it is not set. */
  String get(Setting setting) {
    return values.getOrDefault(setting.key(), "");
  }

  /**
   * A key store of the registered provider, by these settings; sends nothing.
   *
   * <p>It is loaded as from a file: this way the provider may be of another class loader, where a
   * server has registered it.
   *
   * @param type {@code AzureKeyVault} or another one of the provider's
   */
  KeyStore keyStore(String type) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(type);
    store.load(new ByteArrayInputStream(file()), null);
    return store;
  }

  private byte[] file() {
    Properties properties = new Properties();
    values.forEach((key, value) -> properties.setProperty(key, value.strip()));
    StringWriter file = new StringWriter();
    try {
      properties.store(file, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The same as a load parameter, without what is set for each alias.
   *
   * @param stronger what to set instead
   */
  VaultLoadStoreParameter parameter(Map<Setting, String> stronger) {
    VaultLoadStoreParameter.Builder builder =
        VaultLoadStoreParameter.builder(URI.create(get(Setting.URI)));
    Map<Setting, String> all = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      if (values.containsKey(setting.key()) && setting != Setting.KEYTOOL_GENERATORS) {
        all.put(setting, get(setting));
      }
    }
    all.putAll(stronger);
    all.forEach(builder::set);
    return builder.build();
  }

  /** The names alone. */
  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
