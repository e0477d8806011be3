package io.vaultjca.spring;

import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;

/** Registers the SSL bundles {@code vaultjca.ssl.bundles.*}. Opens no vault. */
final class VaultSslBundles implements SslBundleRegistrar {
  private final Map<String, VaultSslBundle> byName = new TreeMap<>();

  VaultSslBundles(
      VaultProperties properties, VaultSettings settings, ObjectProvider<SslBundles> bundles) {
    properties
        .ssl()
        .bundles()
        .forEach(
            (name, bundle) ->
                byName.put(name, new VaultSslBundle(name, bundle, settings, bundles)));
  }

  @Override
  public void registerBundles(SslBundleRegistry registry) {
    byName.forEach(registry::registerBundle);
  }

  /** All bundles, by name. */
  Map<String, VaultSslBundle> byName() {
    return byName;
  }

  /** Finds the bundle that opened a key store. */
  Optional<SslBundle> of(@Nullable KeyStore keys) {
    return byName.values().stream()
        .filter(
            bundle ->
                keys != null && bundle.openedKeys().filter(opened -> opened == keys).isPresent())
        .map(SslBundle.class::cast)
        .findFirst();
  }
}
