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
import org.springframework.boot.context.properties.bind.BindResult;
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
 * The settings {@code azure.keyvault.*} of an application, from all sources of Spring Boot, with
 * placeholders, profiles and relaxed names.
 *
 * <p>Immutable and safe for use by several threads. It may hold secrets, but prints none.
 */
final class VaultSettings {
  /** The end of the name of a setting that has a value for each alias. */
  private static final String ALIAS = ".ALIAS";

  private static final ConfigurationPropertyName PREFIX =
      ConfigurationPropertyName.of(Setting.PREFIX.substring(0, Setting.PREFIX.length() - 1));

  private final Map<String, String> byName;

  private VaultSettings(Map<String, String> values) {
    this.byName = Map.copyOf(values);
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
        // The provider reads this one itself, before the application starts.
        text(binder, key).ifPresent(value -> values.put(key, value));
      }
    }
    unknown(environment, binder).forEach(values::putIfAbsent);
    return new VaultSettings(values);
  }

  /** A value, or a list joined to one value. */
  private static Optional<String> text(Binder binder, String key) {
    BindResult<String> text = binder.bind(key, Bindable.of(String.class));
    if (text.isBound()) {
      return Optional.of(text.get());
    }
    BindResult<List<String>> list = binder.bind(key, Bindable.listOf(String.class));
    return list.isBound() ? Optional.of(String.join(",", list.get())) : Optional.empty();
  }

  /**
   * Finds names with our prefix that are not settings: the key store refuses them. It skips the
   * environment and the system properties, which other programs use too.
   */
  private static Map<String, String> unknown(Environment environment, Binder binder) {
    Map<String, String> unknown = new TreeMap<>();
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource iterable
          && isOfApplication(source)) {
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

  private static boolean isOfApplication(ConfigurationPropertySource source) {
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
                    // The names of a list's elements extend its name.
                    : ConfigurationPropertyName.of(key).equals(name)
                        || (name.isLastElementIndexed()
                            && ConfigurationPropertyName.of(key).isParentOf(name)));
  }

  /** Returns these settings with one of them set to a list. */
  VaultSettings with(Setting setting, List<String> list) {
    Map<String, String> changed = new TreeMap<>(byName);
    changed.put(setting.key(), String.join(",", list));
    return new VaultSettings(changed);
  }

  /** The value of a setting; empty if it is not set. */
  String get(Setting setting) {
    return byName.getOrDefault(setting.key(), "");
  }

  /**
   * Opens a key store of the registered provider with these settings; sends nothing.
   *
   * <p>The settings are passed as a file and not as a load parameter: if a server has registered
   * the provider, its classes may be of another class loader.
   *
   * @param type {@code AzureKeyVault} or {@code AzureKeyVaultTrust}
   */
  KeyStore keyStore(String type) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(type);
    store.load(new ByteArrayInputStream(file()), null);
    return store;
  }

  private byte[] file() {
    Properties properties = new Properties();
    byName.forEach((key, value) -> properties.setProperty(key, value.strip()));
    StringWriter file = new StringWriter();
    try {
      properties.store(file, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Converts the settings to a load parameter, without those that have a value for each alias.
   *
   * @param stronger settings that replace these
   */
  VaultLoadStoreParameter parameter(Map<Setting, String> stronger) {
    VaultLoadStoreParameter.Builder builder =
        VaultLoadStoreParameter.builder(URI.create(get(Setting.URI)));
    Map<Setting, String> all = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      if (byName.containsKey(setting.key()) && setting != Setting.KEYTOOL_GENERATORS) {
        all.put(setting, get(setting));
      }
    }
    all.putAll(stronger);
    all.forEach(builder::set);
    return builder.build();
  }

  /** The names of the settings, without their values. */
  @Override
  public String toString() {
    return byName.keySet().toString();
  }
}
