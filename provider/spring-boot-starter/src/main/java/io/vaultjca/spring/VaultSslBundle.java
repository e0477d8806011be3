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
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * An SSL bundle whose keys are in the vault. Its key manager picks a certificate for each handshake
 * and follows a rotation.
 *
 * <p>The vault is opened when the bundle is first used; if that fails, the next use tries again.
 * Safe for use by several threads.
 */
final class VaultSslBundle implements SslBundle, SslStoreBundle, SslManagerBundle {
  private static final String TRUST_STORE = "AzureKeyVaultTrust";

  private final String name;
  private final VaultProperties.Bundle properties;
  private final VaultSettings settings;
  private final ObjectProvider<SslBundles> bundles;
  private volatile Opened opened;

  VaultSslBundle(
      String name,
      VaultProperties.Bundle properties,
      VaultSettings settings,
      ObjectProvider<SslBundles> bundles) {
    this.name = name;
    this.properties = properties;
    this.settings = settings;
    this.bundles = bundles;
    if (properties.aliases().isEmpty() && !trustsItsOwn() && properties.trustBundle() == null) {
      throw new UnusableVaultException(
          "The SSL bundle '%s' names neither certificates nor whom to trust.".formatted(name),
          "Set %1$s.aliases or %1$s.trusted to names in the vault, or %1$s.trust-bundle."
              .formatted(prefix()),
          null);
    }
    if (trustsItsOwn() && properties.trustBundle() != null) {
      throw new UnusableVaultException(
          "The SSL bundle '%s' has two trust stores.".formatted(name),
          "Leave out %1$s.trusted or %1$s.trust-bundle.".formatted(prefix()),
          null);
    }
  }

  /**
   * What a bundle is made of.
   *
   * @param keys null if it has none
   * @param trust null for the JVM's authorities
   */
  private record Opened(
      KeyStore keys, KeyStore trust, KeyManagerFactory keyManagers, TrustManagerFactory trusts) {}

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
      TrustManagerFactory trusts =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusts.init(trust);
      return new Opened(keys, trust, keyManagers, trusts);
    } catch (IOException | GeneralSecurityException | ProviderException e) {
      throw new UnusableVaultException(
          "The SSL bundle '%s' cannot be made. %s".formatted(name, e.getMessage()),
          "Correct azure.keyvault.* and %s.* in the application's configuration, which is the"
                  .formatted(prefix())
              + " key store file here, or what the message names in the vault.",
          e);
    }
  }

  private KeyStore keys() throws IOException, GeneralSecurityException {
    KeyStore keys =
        settings.with(Setting.ALIASES, properties.aliases()).keyStore(AzureKeyVaultProvider.NAME);
    for (String alias : properties.aliases()) {
      if (!isGlob(alias) && !keys.isKeyEntry(alias)) {
        throw missing("a certificate '%s' that can be used".formatted(alias));
      }
    }
    if (!keys.aliases().hasMoreElements()) {
      throw missing(
          "a certificate that fits '%s'".formatted(String.join(", ", properties.aliases())));
    }
    return keys;
  }

  private UnusableVaultException missing(String what) {
    return new UnusableVaultException(
        "The SSL bundle '%s' cannot be made: %s does not hold %s."
            .formatted(name, settings.get(Setting.URI), what),
        "Correct %s.aliases, or make the certificate. If it is there, a warning in the log says why it"
                .formatted(prefix())
            + " is left out.",
        null);
  }

  static boolean isGlob(String alias) {
    return alias.contains("*") || alias.contains("?");
  }

  private boolean trustsItsOwn() {
    return !properties.trusted().isEmpty();
  }

  private KeyStore trust() throws IOException, GeneralSecurityException {
    if (trustsItsOwn()) {
      return settings.with(Setting.TRUSTED, properties.trusted()).keyStore(TRUST_STORE);
    }
    return properties.trustBundle() == null ? null : trustOf(properties.trustBundle());
  }

  private KeyStore trustOf(String bundle) {
    SslBundle other = bundles.getObject().getBundle(bundle);
    if (other instanceof VaultSslBundle) {
      // Bundles that open each other would never be open.
      throw new UnusableVaultException(
          "The SSL bundle '%s' takes its trust store from '%s', which is a bundle of the vault, too."
              .formatted(name, bundle),
          "Name whom it trusts in %s.trusted.".formatted(prefix()),
          null);
    }
    KeyStore trust = other.getStores().getTrustStore();
    if (trust == null) {
      throw new UnusableVaultException(
          "The SSL bundle '%s' has no trust store, which the bundle '%s' wants."
              .formatted(bundle, name),
          "Give it one, as spring.ssl.bundle.pem.%s.truststore.certificate, or leave out %s.trust-bundle."
              .formatted(bundle, prefix()),
          null);
    }
    return trust;
  }

  /** The aliases as they are configured. */
  List<String> aliases() {
    return properties.aliases();
  }

  /** The key store, if it has been opened and has keys. */
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
  public KeyStore getKeyStore() {
    return opened().keys();
  }

  /** A vault asks for a token instead. */
  @Override
  public String getKeyStorePassword() {
    return null;
  }

  @Override
  public KeyStore getTrustStore() {
    return opened().trust();
  }

  @Override
  public KeyManagerFactory getKeyManagerFactory() {
    return opened().keyManagers();
  }

  @Override
  public TrustManagerFactory getTrustManagerFactory() {
    return opened().trusts();
  }

  /** The name alone. */
  @Override
  public String toString() {
    return "VaultSslBundle[" + name + "]";
  }
}
