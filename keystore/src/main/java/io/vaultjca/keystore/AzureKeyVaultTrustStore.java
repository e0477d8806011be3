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

/**
 * The key store {@code AzureKeyVaultTrust}: its entries are the trusted certificates that {@code
 * azure.keyvault.trusted} names, and nothing else of the vault.
 *
 * <p>It is loaded whole or not at all, it is never empty, and it is read-only. What it holds is
 * refreshed like keys; a method throws {@link ProviderException} once none of the named objects is
 * to be trusted any more.
 *
 * <p>Safe for use by several threads once loaded.
 */
public final class AzureKeyVaultTrustStore extends KeyStoreSpi {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  private final ConfiguredVault configured;
  private volatile TrustedEntries loaded;

  /** Creates a trust store that is not loaded. */
  public AzureKeyVaultTrustStore(ConfiguredVault configured) {
    this.configured = configured;
  }

  /**
   * Reads a configuration, and from the vault all that it names.
   *
   * @param stream a properties file; null for the configuration of the surroundings
   * @throws IOException if one of the named objects can be read neither from the vault nor from
   *     memory, does not exist, is disabled or holds no certificate
   */
  @Override
  public void engineLoad(InputStream stream, char[] password) throws IOException {
    load(() -> LoadedConfig.of(configured, stream, password));
  }

  /**
   * Reads a configuration, and from the vault all that it names.
   *
   * @param parameter a {@link io.vaultjca.VaultLoadStoreParameter}; null, or what {@link
   *     KeyStore.Builder} passes, for the configuration of the surroundings
   * @throws IllegalArgumentException if it is of another class, whose settings would be ignored
   */
  @Override
  public void engineLoad(KeyStore.LoadStoreParameter parameter) throws IOException {
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
      // Of its trust store JSSE says no more than that there is a problem.
      LOG.log(WARNING, e.getMessage());
      throw e;
    }
  }

  /** False: whoever asks what a file is learns that it is one of the type AzureKeyVault. */
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
          The trust store holds no certificate any more: of what %s names nothing is to be \
          trusted. %s"""
              .formatted(Setting.TRUSTED.key(), e.getMessage()),
          e);
    }
  }

  private Optional<Trusted> trusted(String alias) {
    return Optional.ofNullable(all().get(alias.toLowerCase(Locale.ROOT)));
  }

  /** NAME for the first certificate of an object, NAME.2 for the second, and so on. */
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

  /** False. */
  @Override
  public boolean engineIsKeyEntry(String alias) {
    return false;
  }

  /** Null. */
  @Override
  public Key engineGetKey(String alias, char[] password) {
    return null;
  }

  /** Null, as of every trusted certificate. */
  @Override
  public Certificate[] engineGetCertificateChain(String alias) {
    return null;
  }

  @Override
  public Certificate engineGetCertificate(String alias) {
    return trusted(alias).map(Trusted::certificate).orElse(null);
  }

  /** Works with a protection parameter, too, which a trusted certificate does not need. */
  @Override
  public KeyStore.Entry engineGetEntry(String alias, KeyStore.ProtectionParameter protection) {
    return trusted(alias)
        .map(Trusted::certificate)
        .map(KeyStore.TrustedCertificateEntry::new)
        .orElse(null);
  }

  @Override
  public Date engineGetCreationDate(String alias) {
    return trusted(alias).flatMap(Trusted::created).map(Date::from).orElse(null);
  }

  @Override
  public String engineGetCertificateAlias(Certificate certificate) {
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

  /** Not possible. */
  @Override
  public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain)
      throws KeyStoreException {
    throw new KeyStoreException(readOnly());
  }

  /** Not possible. */
  @Override
  public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain)
      throws KeyStoreException {
    throw new KeyStoreException(readOnly());
  }

  /** Not possible. */
  @Override
  public void engineSetCertificateEntry(String alias, Certificate certificate)
      throws KeyStoreException {
    throw new KeyStoreException(readOnly());
  }

  /** Not possible. */
  @Override
  public void engineSetEntry(
      String alias, KeyStore.Entry entry, KeyStore.ProtectionParameter protection)
      throws KeyStoreException {
    throw new KeyStoreException(readOnly());
  }

  /** Not possible. */
  @Override
  public void engineDeleteEntry(String alias) throws KeyStoreException {
    throw new KeyStoreException(readOnly());
  }

  /** Not possible. */
  @Override
  public void engineStore(OutputStream stream, char[] password) throws IOException {
    throw new IOException(readOnly());
  }

  /** Not possible. */
  @Override
  public void engineStore(KeyStore.LoadStoreParameter parameter) throws IOException {
    throw new IOException(readOnly());
  }
}
