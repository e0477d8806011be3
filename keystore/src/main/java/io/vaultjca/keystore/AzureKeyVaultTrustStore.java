package io.vaultjca.keystore;

import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.keystore.entry.TrustedEntries;
import io.vaultjca.keystore.entry.TrustedEntries.Trusted;
import io.vaultjca.vault.VaultConnections;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.ProviderException;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key store {@code AzureKeyVaultTrust}: its entries are only the trusted certificates that
 * {@code azure.keyvault.trusted} names.
 *
 * <p>It loads all of them or fails, it is never empty, and it is read-only. It refreshes its
 * entries like keys. Every method throws {@link ProviderException} once no named object is trusted
 * any more.
 *
 * <p>Safe for use by several threads once loaded.
 */
public final class AzureKeyVaultTrustStore extends KeyStoreSpi {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  private final ConfiguredVault configured;
  private volatile @Nullable TrustedEntries loaded;

  /** Creates a trust store that is not loaded. */
  public AzureKeyVaultTrustStore(ConfiguredVault configured) {
    this.configured = configured;
  }

  /**
   * Reads a configuration, and all named objects from the vault.
   *
   * @param stream a properties file; null for the configuration of the environment
   * @throws IOException if a named object can be read neither from the vault nor from memory, does
   *     not exist, is disabled or holds no certificate
   */
  @Override
  public void engineLoad(@Nullable InputStream stream, char @Nullable [] password)
      throws IOException {
    load(() -> LoadedConfig.of(configured, stream, password));
  }

  /**
   * Reads a configuration, and all named objects from the vault.
   *
   * @param parameter a {@link io.vaultjca.VaultLoadStoreParameter}; null or a parameter from {@link
   *     KeyStore.Builder} for the configuration of the environment
   * @throws IllegalArgumentException if it is of another class, whose settings would be ignored
   */
  @Override
  public void engineLoad(KeyStore.@Nullable LoadStoreParameter parameter) throws IOException {
    load(() -> LoadedConfig.of(configured, parameter));
  }

  @FunctionalInterface
  private interface Configuration {
    LoadedConfig read() throws IOException;
  }

  private void load(Configuration configuration) throws IOException {
    try {
      LoadedConfig config = configuration.read();
      loaded =
          TrustedEntries.load(
              VaultConnections.to(config.config()), config.config().view(), config.clock());
    } catch (IOException e) {
      // JSSE hides the reason and only says that there is a problem with the trust store.
      LOG.log(WARNING, e.getMessage());
      throw e;
    }
  }

  /** Returns false, so that a file is recognised as a key store of the type AzureKeyVault. */
  @Override
  public boolean engineProbe(InputStream stream) {
    return false;
  }

  private Map<String, Trusted> all() {
    TrustedEntries known = loaded;
    if (known == null) {
      throw new ProviderException("The trust store is not loaded: call load first");
    }
    try {
      return known.all();
    } catch (VaultException e) {
      throw new ProviderException(
          """
          The trust store no longer holds a certificate: nothing that %s names is to be trusted. \
          %s"""
              .formatted(Setting.TRUSTED.key(), e.getMessage()),
          e);
    }
  }

  private Optional<Trusted> trusted(String alias) {
    return Optional.ofNullable(all().get(alias.toLowerCase(Locale.ROOT)));
  }

  /** Returns NAME for the first certificate of an object, NAME.2 for the second, and so on. */
  @Override
  public Enumeration<String> engineAliases() {
    return Collections.enumeration(all().values().stream().map(Trusted::alias).toList());
  }

  @Override
  public int engineSize() {
    return all().size();
  }

  @Override
  public boolean engineContainsAlias(String alias) {
    return trusted(alias).isPresent();
  }

  @Override
  public boolean engineIsCertificateEntry(String alias) {
    return engineContainsAlias(alias);
  }

  @Override
  public boolean engineIsKeyEntry(String alias) {
    return false;
  }

  @Override
  public @Nullable Key engineGetKey(String alias, char @Nullable [] password) {
    return null;
  }

  /** Returns null, as the JDK does for trusted certificates. */
  @Override
  public Certificate @Nullable [] engineGetCertificateChain(String alias) {
    return null;
  }

  @Override
  public @Nullable Certificate engineGetCertificate(String alias) {
    return trusted(alias).map(Trusted::certificate).orElse(null);
  }

  /** Ignores the protection parameter, which a trusted certificate does not need. */
  @Override
  public KeyStore.@Nullable Entry engineGetEntry(
      String alias, KeyStore.@Nullable ProtectionParameter protection) {
    return trusted(alias)
        .map(Trusted::certificate)
        .map(KeyStore.TrustedCertificateEntry::new)
        .orElse(null);
  }

  @Override
  public @Nullable Date engineGetCreationDate(String alias) {
    return trusted(alias).flatMap(Trusted::created).map(Date::from).orElse(null);
  }

  @Override
  public @Nullable String engineGetCertificateAlias(@Nullable Certificate certificate) {
    return all().values().stream()
        .filter(trusted -> trusted.certificate().equals(certificate))
        .map(Trusted::alias)
        .findFirst()
        .orElse(null);
  }

  private static String readOnly() {
    return """
        A trust store of a vault is read-only: change what %s names, or the certificate or secret \
        of that name in the vault"""
        .formatted(Setting.TRUSTED.key());
  }

  @Override
  public void engineSetKeyEntry(
      String alias, Key key, char @Nullable [] password, Certificate @Nullable [] chain)
      throws KeyStoreException {
    throw new KeyStoreException(readOnly());
  }

  @Override
  public void engineSetKeyEntry(String alias, byte[] key, Certificate @Nullable [] chain)
      throws KeyStoreException {
    throw new KeyStoreException(readOnly());
  }

  @Override
  public void engineSetCertificateEntry(String alias, Certificate certificate)
      throws KeyStoreException {
    throw new KeyStoreException(readOnly());
  }

  @Override
  public void engineSetEntry(
      String alias, KeyStore.Entry entry, KeyStore.@Nullable ProtectionParameter protection)
      throws KeyStoreException {
    throw new KeyStoreException(readOnly());
  }

  @Override
  public void engineDeleteEntry(String alias) throws KeyStoreException {
    throw new KeyStoreException(readOnly());
  }

  @Override
  public void engineStore(@Nullable OutputStream stream, char @Nullable [] password)
      throws IOException {
    throw new IOException(readOnly());
  }

  @Override
  public void engineStore(KeyStore.@Nullable LoadStoreParameter parameter) throws IOException {
    throw new IOException(readOnly());
  }
}
