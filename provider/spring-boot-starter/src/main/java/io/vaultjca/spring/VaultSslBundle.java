package io.vaultjca.spring;

import io.vaultjca.Setting;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.ProviderException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * An SSL bundle with keys in the vault. Its key manager selects a certificate for each handshake,
 * and so notices a rotated one.
 *
 * <p>The first use opens the vault; after a failure the next use tries again. Safe for use by
 * several threads.
 */
final class VaultSslBundle implements SslBundle, SslStoreBundle, SslManagerBundle {
  private static final String TRUST_STORE = "AzureKeyVaultTrust";

  private final String name;
  private final VaultProperties.Bundle properties;
  private final VaultSettings settings;
  private final ObjectProvider<SslBundles> bundles;
  private volatile @Nullable Opened opened;

  VaultSslBundle(
      String name,
      VaultProperties.Bundle properties,
      VaultSettings settings,
      ObjectProvider<SslBundles> bundles) {
    this.name = name;
    this.properties = properties;
    this.settings = settings;
    this.bundles = bundles;
    if (properties.aliases().isEmpty() && !hasTrusted() && properties.trustBundle() == null) {
      throw new UnusableVaultException(
          "The SSL bundle '%s' has neither aliases nor a trust store.".formatted(name),
          "Set %1$s.aliases or %1$s.trusted to names in the vault, or %1$s.trust-bundle."
              .formatted(prefix()),
          null);
    }
    if (hasTrusted() && properties.trustBundle() != null) {
      throw new UnusableVaultException(
          "The SSL bundle '%s' has two trust stores.".formatted(name),
          "Remove %1$s.trusted or %1$s.trust-bundle.".formatted(prefix()),
          null);
    }
  }

  /**
   * The stores and managers of a bundle.
   *
   * @param keys null for none
   * @param trust null for the JVM's authorities
   */
  private record Opened(
      @Nullable KeyStore keys,
      @Nullable KeyStore trust,
      KeyManagerFactory keyManagers,
      TrustManagerFactory trustManagers) {}

  private String prefix() {
    return "vaultjca.ssl.bundles." + name;
  }

  private Opened opened() {
    Opened known = opened;
    if (known == null) {
      synchronized (this) {
        known = opened;
        if (known == null) {
          known = open();
          opened = known;
        }
      }
    }
    return known;
  }

  private Opened open() {
    ProviderRegistration.register();
    try {
      KeyStore keys = properties.aliases().isEmpty() ? null : keys();
      KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(AzureKeyVaultProvider.NAME);
      keyManagers.init(keys, null);
      KeyStore trust = trust();
      TrustManagerFactory trustManagers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trustManagers.init(trust);
      return new Opened(keys, trust, keyManagers, trustManagers);
    } catch (IOException | GeneralSecurityException | ProviderException e) {
      throw new UnusableVaultException(
          "The SSL bundle '%s' cannot be made. %s".formatted(name, e.getMessage()),
          """
          Correct azure.keyvault.* and %s.* in the application's configuration, which the message \
          calls the key store file, or the object in the vault that it names."""
              .formatted(prefix()),
          e);
    }
  }

  private KeyStore keys() throws IOException, GeneralSecurityException {
    KeyStore keys =
        settings.with(Setting.ALIASES, properties.aliases()).keyStore(AzureKeyVaultProvider.NAME);
    for (String alias : properties.aliases()) {
      if (!isGlob(alias) && !keys.isKeyEntry(alias)) {
        throw missing("usable certificate '%s'".formatted(alias));
      }
    }
    if (!keys.aliases().hasMoreElements()) {
      throw missing(
          "certificate that matches '%s'".formatted(String.join(", ", properties.aliases())));
    }
    return keys;
  }

  private UnusableVaultException missing(String what) {
    return new UnusableVaultException(
        "The SSL bundle '%s' cannot be made: %s has no %s."
            .formatted(name, settings.get(Setting.URI), what),
        "Correct %s.aliases, or create the certificate. If it exists, a warning in the log says why it is left out."
            .formatted(prefix()),
        null);
  }

  static boolean isGlob(String alias) {
    return alias.contains("*") || alias.contains("?");
  }

  private boolean hasTrusted() {
    return !properties.trusted().isEmpty();
  }

  private @Nullable KeyStore trust() throws IOException, GeneralSecurityException {
    if (hasTrusted()) {
      return settings.with(Setting.TRUSTED, properties.trusted()).keyStore(TRUST_STORE);
    }
    String trustBundle = properties.trustBundle();
    return trustBundle == null ? null : trustOf(trustBundle);
  }

  private KeyStore trustOf(String bundle) {
    SslBundle other = bundles.getObject().getBundle(bundle);
    if (other instanceof VaultSslBundle) {
      // Two bundles that open each other would never finish.
      throw new UnusableVaultException(
          "The SSL bundle '%s' takes its trust store from '%s', which is also a bundle of the vault."
              .formatted(name, bundle),
          "List what it trusts in %s.trusted.".formatted(prefix()),
          null);
    }
    KeyStore trust = other.getStores().getTrustStore();
    if (trust == null) {
      throw new UnusableVaultException(
          "The SSL bundle '%s' has no trust store, which the bundle '%s' requires."
              .formatted(bundle, name),
          "Add one, such as spring.ssl.bundle.pem.%s.truststore.certificate, or remove %s.trust-bundle."
              .formatted(bundle, prefix()),
          null);
    }
    return trust;
  }

  /** The configured aliases. */
  List<String> aliases() {
    return properties.aliases();
  }

  /** The key store; empty before the first use, and if the bundle has no aliases. */
  Optional<KeyStore> openedKeys() {
    return Optional.ofNullable(opened).map(Opened::keys);
  }

  @Override
  public SslStoreBundle getStores() {
    return this;
  }

  @Override
  public SslBundleKey getKey() {
    return SslBundleKey.NONE;
  }

  @Override
  public SslOptions getOptions() {
    return SslOptions.of(properties.options().ciphers(), properties.options().enabledProtocols());
  }

  @Override
  public String getProtocol() {
    return properties.protocol();
  }

  @Override
  public SslManagerBundle getManagers() {
    return this;
  }

  @Override
  public @Nullable KeyStore getKeyStore() {
    return opened().keys();
  }

  /** Returns null: a vault requires a token instead. */
  @Override
  public @Nullable String getKeyStorePassword() {
    return null;
  }

  @Override
  public @Nullable KeyStore getTrustStore() {
    return opened().trust();
  }

  @Override
  public KeyManagerFactory getKeyManagerFactory() {
    return opened().keyManagers();
  }

  @Override
  public TrustManagerFactory getTrustManagerFactory() {
    return opened().trustManagers();
  }

  /** The name of the bundle. */
  @Override
  public String toString() {
    return "VaultSslBundle[" + name + "]";
  }
}
