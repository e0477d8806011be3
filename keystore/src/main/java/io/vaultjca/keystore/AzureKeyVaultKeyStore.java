package io.vaultjca.keystore;

import io.vaultjca.VaultException;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.config.SettingNames;
import io.vaultjca.keystore.entry.Alias;
import io.vaultjca.keystore.entry.Entry;
import io.vaultjca.keystore.entry.VaultEntries;
import io.vaultjca.text.ObjectName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The key store {@code AzureKeyVault}: its entries are the certificates and keys of one vault.
 *
 * <p>{@link #engineLoad(InputStream, char[])} reads a configuration, not keys: a small properties
 * file, or nothing for the system properties and the environment. Entries are fetched when they are
 * first needed, kept in memory and refreshed. Every method throws {@link ProviderException} if the
 * vault cannot be read and the entry is not in memory: it never behaves as if the vault were empty.
 *
 * <p>Safe for use by several threads once loaded.
 */
public final class AzureKeyVaultKeyStore extends KeyStoreSpi {
  private final ConfiguredVault configured;
  private final Consumer<MissedAlias> missed;
  private volatile @Nullable LoadedVault loaded;

  /** Creates a key store that is not loaded. It reports each alias that it does not contain. */
  public AzureKeyVaultKeyStore(ConfiguredVault configured, Consumer<MissedAlias> missed) {
    this.configured = configured;
    this.missed = missed;
  }

  /**
   * Reads a configuration.
   *
   * @param stream a properties file; null for the configuration of the environment. If that names
   *     the vault, a file without settings works too
   */
  @Override
  public void engineLoad(@Nullable InputStream stream, char @Nullable [] password)
      throws IOException {
    loaded = new LoadedVault(LoadedConfig.of(configured, stream, password));
  }

  /**
   * Reads a configuration.
   *
   * @param parameter a {@link VaultLoadStoreParameter}; null or a parameter from {@link
   *     KeyStore.Builder} for the configuration of the environment
   * @throws IllegalArgumentException if it is of another class, whose settings would be ignored
   */
  @Override
  public void engineLoad(KeyStore.@Nullable LoadStoreParameter parameter) throws IOException {
    loaded = new LoadedVault(LoadedConfig.of(configured, parameter));
  }

  /** Whether it is a properties file with one of our settings. */
  @Override
  public boolean engineProbe(InputStream stream) throws IOException {
    return LoadInput.isOurs(stream);
  }

  @Override
  public Enumeration<String> engineAliases() {
    return Collections.enumeration(aliases());
  }

  /**
   * Returns the aliases that may be entries. Those that prove unusable are missing the next time.
   */
  private List<String> aliases() {
    Map<String, PendingWrite> writes = loaded().pending().all();
    List<String> aliases = new ArrayList<>(fromVault(VaultEntries::aliases));
    aliases.removeIf(alias -> writes.containsKey(alias.toLowerCase(Locale.ROOT)));
    writes.values().stream()
        .flatMap(write -> write.preview().stream())
        .forEach(entry -> aliases.add(entry.alias()));
    return aliases;
  }

  /** Reads all entries, because unusable ones do not count. */
  @Override
  public int engineSize() {
    aliases().forEach(this::engineIsKeyEntry);
    return aliases().size();
  }

  @Override
  public boolean engineContainsAlias(String alias) {
    Entry entry = entry(alias);
    if (entry instanceof Entry.Present) {
      return true;
    }
    Optional<String> taken = Optional.empty();
    if (entry instanceof Entry.LeftOut leftOut) {
      taken = Optional.of(MissedAlias.unread(alias, leftOut.reason()));
    } else if (Alias.parse(alias).map(loaded().entries()::hides).orElse(false)) {
      taken = Optional.of(MissedAlias.hidden(alias));
    }
    missed.accept(new MissedAlias(loaded().config(), alias, taken));
    return false;
  }

  /** Whether it is a certificate with its key, a private key or a secret key. */
  @Override
  public boolean engineIsKeyEntry(String alias) {
    return entry(alias) instanceof Entry.Present;
  }

  /** Returns false: every certificate in a vault belongs to a key. */
  @Override
  public boolean engineIsCertificateEntry(String alias) {
    return false;
  }

  @Override
  public boolean engineEntryInstanceOf(String alias, Class<? extends KeyStore.Entry> type) {
    return entry(alias) instanceof Entry.Present present
        && type
            == (present.key() instanceof SecretKey
                ? KeyStore.SecretKeyEntry.class
                : KeyStore.PrivateKeyEntry.class);
  }

  /** Returns the handle on a key. Ignores the password, because the vault requires a token. */
  @Override
  public @Nullable Key engineGetKey(String alias, char @Nullable [] password) {
    return entryOrLog(alias).map(Entry.Present::key).orElse(null);
  }

  @Override
  public @Nullable Certificate engineGetCertificate(String alias) {
    Entry entry = entry(alias);
    if (entry instanceof Entry.Certified certified) {
      return certified.certificate();
    }
    if (entry instanceof Entry.Present present) {
      return chain(present).stream().findFirst().orElse(null);
    }
    return null;
  }

  @Override
  public Certificate @Nullable [] engineGetCertificateChain(String alias) {
    List<X509Certificate> chain = entryOrLog(alias).map(this::chain).orElse(List.of());
    return chain.isEmpty() ? null : chain.toArray(new Certificate[0]);
  }

  private List<X509Certificate> chain(Entry.Present entry) {
    return fromVault(entries -> entries.chain(entry));
  }

  /** Ignores the protection parameter, which a vault does not need. */
  @Override
  public KeyStore.@Nullable Entry engineGetEntry(
      String alias, KeyStore.@Nullable ProtectionParameter protection) throws KeyStoreException {
    Optional<Entry.Present> entry = entryOrLog(alias);
    if (entry.isEmpty()) {
      return null;
    }
    if (entry.get().key() instanceof SecretKey secretKey) {
      return new KeyStore.SecretKeyEntry(secretKey);
    }
    List<X509Certificate> chain = chain(entry.get());
    if (chain.isEmpty() && entry.get() instanceof Entry.Certified) {
      // The entry is left out, and the log says why.
      return null;
    }
    if (chain.isEmpty()) {
      throw new KeyStoreException(
          """
          The key %s has no certificate, so it is not an entry: use getKey, or give its chain \
          with %s"""
              .formatted(alias, SettingNames.chainOf(alias)));
    }
    return privateKeyEntry(alias, (PrivateKey) entry.get().key(), chain);
  }

  /** A JDK without the key's algorithm names the certified key differently, as 17 does ML-DSA. */
  private static KeyStore.Entry privateKeyEntry(
      String alias, PrivateKey key, List<X509Certificate> chain) throws KeyStoreException {
    try {
      return new KeyStore.PrivateKeyEntry(key, chain.toArray(new Certificate[0]));
    } catch (IllegalArgumentException e) {
      throw new KeyStoreException(
          """
          The key %s is not an entry in this JVM, which does not know %s keys in certificates (%s): \
          use getKey and getCertificateChain"""
              .formatted(alias, key.getAlgorithm(), e.getMessage()),
          e);
    }
  }

  @Override
  public @Nullable Date engineGetCreationDate(String alias) {
    Optional<VaultEntries.Listed> listed = listed(alias);
    Optional<Instant> created =
        listed.isPresent()
            ? listed.get().created()
            : entry(alias) instanceof Entry.Present present ? present.created() : Optional.empty();
    return created.map(Date::from).orElse(null);
  }

  @Override
  public @Nullable String engineGetCertificateAlias(@Nullable Certificate certificate) {
    if (certificate == null) {
      return null;
    }
    for (String alias : aliases()) {
      if (certificate.equals(engineGetCertificate(alias))) {
        return alias;
      }
    }
    return null;
  }

  private Optional<VaultEntries.Listed> listed(String alias) {
    return Alias.parse(alias).flatMap(parsed -> fromVault(entries -> entries.listed(parsed)));
  }

  private Entry entry(String alias) {
    return pendingWrite(alias)
        .map(write -> write.preview().<Entry>map(entry -> entry).orElse(new Entry.Missing()))
        .orElseGet(() -> fromVault(entries -> entries.entry(alias)));
  }

  private Optional<PendingWrite> pendingWrite(String alias) {
    return Alias.parse(alias).flatMap(parsed -> loaded().pending().get(parsed));
  }

  private Optional<Entry.Present> entryOrLog(String alias) {
    Entry entry = entry(alias);
    if (entry instanceof Entry.Missing) {
      fromVault(entries -> entries.logMissing(alias));
    }
    return entry instanceof Entry.Present present ? Optional.of(present) : Optional.empty();
  }

  @FunctionalInterface
  private interface Question<T> {
    T ask(VaultEntries entries) throws VaultException;
  }

  private <T> T fromVault(Question<T> question) {
    try {
      return question.ask(loaded().entries());
    } catch (VaultException e) {
      throw new ProviderException(e.getMessage(), e);
    }
  }

  private LoadedVault loaded() {
    LoadedVault known = loaded;
    if (known == null) {
      throw new ProviderException("The key store is not loaded: call load first");
    }
    return known;
  }

  /**
   * Sets a key with its chain. Nothing is written before {@code store}.
   *
   * <p>A software key is imported, a private key with its certificate. A handle on a key of this
   * vault gets a new certificate. In a key store that was loaded with nothing and not used since,
   * setting entries of its vault unchanged writes nothing; from then on it shows only those
   * entries.
   *
   * @throws KeyStoreException if the vault cannot hold the entry; the message says why
   */
  @Override
  public void engineSetKeyEntry(
      String alias, @Nullable Key key, char @Nullable [] password, Certificate @Nullable [] chain)
      throws KeyStoreException {
    try {
      loaded().set(alias, key, chain);
    } catch (VaultException e) {
      throw new ProviderException(e.getMessage(), e);
    }
  }

  /** Sets the key and chain of an entry. Ignores the protection: the vault protects its keys. */
  @Override
  public void engineSetEntry(
      String alias, KeyStore.Entry entry, KeyStore.@Nullable ProtectionParameter protection)
      throws KeyStoreException {
    if (entry instanceof KeyStore.PrivateKeyEntry privateKey) {
      engineSetKeyEntry(alias, privateKey.getPrivateKey(), null, privateKey.getCertificateChain());
    } else if (entry instanceof KeyStore.SecretKeyEntry secretKey) {
      engineSetKeyEntry(alias, secretKey.getSecretKey(), null, null);
    } else if (entry instanceof KeyStore.TrustedCertificateEntry trusted) {
      engineSetCertificateEntry(alias, trusted.getTrustedCertificate());
    } else {
      throw new KeyStoreException(
          "A vault cannot hold an entry of the type " + entry.getClass().getName());
    }
  }

  /** Always throws: a key that is encrypted with a password cannot be imported. */
  @Override
  public void engineSetKeyEntry(String alias, byte[] key, Certificate @Nullable [] chain)
      throws KeyStoreException {
    throw new KeyStoreException(
        "A key that is protected already cannot be imported as '%s': set the private key itself"
            .formatted(ObjectName.shown(alias)));
  }

  /** Always throws: a vault holds a certificate only together with its key. */
  @Override
  public void engineSetCertificateEntry(String alias, Certificate certificate)
      throws KeyStoreException {
    throw new KeyStoreException(
        """
        A vault holds a certificate only together with its key, so '%s' cannot be stored alone: \
        keep trusted certificates in a PKCS12 trust store"""
            .formatted(ObjectName.shown(alias)));
  }

  /**
   * Marks an entry for deletion. Nothing is deleted before {@code store}, and the vault keeps the
   * object recoverable. Does nothing if there is no such entry.
   *
   * @throws KeyStoreException if it is a single version, the configuration hides it, or it cannot
   *     be read and is not known to be a certificate
   */
  @Override
  public void engineDeleteEntry(String alias) throws KeyStoreException {
    try {
      loaded().delete(alias);
    } catch (VaultException e) {
      throw new ProviderException(e.getMessage(), e);
    }
  }

  /**
   * Writes the configuration, byte for byte as it was loaded or a new one without secrets, and then
   * applies the pending changes. If the stream fails, the vault does not change.
   *
   * <p>keytool passes a stream in memory and writes its file afterwards. If that fails, the vault
   * has changed nevertheless. With {@code -keystore NONE} it needs no file.
   *
   * @param stream null to write no file
   */
  @Override
  public void engineStore(@Nullable OutputStream stream, char @Nullable [] password)
      throws IOException {
    loaded().store(stream);
  }

  /**
   * Applies the pending changes and writes no file.
   *
   * @param parameter null or a parameter for {@code load}; its content is ignored
   * @throws IllegalArgumentException if it is of another class
   */
  @Override
  public void engineStore(KeyStore.@Nullable LoadStoreParameter parameter) throws IOException {
    LoadInput.requireKnown(parameter);
    loaded().store(null);
  }
}
