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

/**
 * The key store {@code AzureKeyVault}: its entries are the certificates and keys of one vault.
 *
 * <p>{@link #engineLoad(InputStream, char[])} reads a configuration, not keys: a small properties
 * file, or nothing for the system properties and the environment. Entries are fetched when they are
 * asked for, kept in memory and refreshed. A method that has nothing in memory to serve while the
 * vault cannot be read throws {@link ProviderException}: it never answers as if the vault were
 * empty.
 *
 * <p>Safe for use by several threads once loaded.
 */
public final class AzureKeyVaultKeyStore extends KeyStoreSpi {
  private final ConfiguredVault configured;
  private final Consumer<MissedAlias> missed;
  private volatile LoadedVault loaded;

  /** Creates a key store that is not loaded; it tells of each alias that is asked for in vain. */
  public AzureKeyVaultKeyStore(ConfiguredVault configured, Consumer<MissedAlias> missed) {
    this.configured = configured;
    this.missed = missed;
  }

  /**
   * Reads a configuration.
   *
   * @param stream a properties file; null for the configuration of the surroundings. Where these
   *     name the vault, a file that says nothing will do, too
   */
  @Override
  public void engineLoad(InputStream stream, char[] password) throws IOException {
    loaded = new LoadedVault(LoadedConfig.of(configured, stream, password));
  }

  /**
   * Reads a configuration.
   *
   * @param parameter a {@link VaultLoadStoreParameter}; null, or what {@link KeyStore.Builder}
   *     passes, for the configuration of the surroundings
   * @throws IllegalArgumentException if it is of another class, whose settings would be ignored
   */
  @Override
  public void engineLoad(KeyStore.LoadStoreParameter parameter) throws IOException {
    loaded = new LoadedVault(LoadedConfig.of(configured, parameter));
  }

  /** True for a properties file with one of our names in it. */
  @Override
  public boolean engineProbe(InputStream stream) throws IOException {
    return LoadInput.isOurs(stream);
  }

  @Override
  public Enumeration<String> engineAliases() {
    return Collections.enumeration(aliases());
  }

  /** Those that may be asked for: what proves to be of no use then is not among them again. */
  private List<String> aliases() {
    Map<String, PendingWrite> writes = loaded().pending().all();
    List<String> aliases = new ArrayList<>(fromVault(VaultEntries::aliases));
    aliases.removeIf(alias -> writes.containsKey(alias.toLowerCase(Locale.ROOT)));
    writes.values().stream()
        .flatMap(write -> write.preview().stream())
        .forEach(entry -> aliases.add(entry.alias()));
    return aliases;
  }

  /** Reads the entries, since those that are of no use do not count. */
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

  /** True for certificates with their key, private keys with a configured chain and secret keys. */
  @Override
  public boolean engineIsKeyEntry(String alias) {
    return entry(alias) instanceof Entry.Present;
  }

  /** False: every certificate of a vault belongs to a key. */
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

  /** The handle on a key. The password is ignored: the vault asks for a token. */
  @Override
  public Key engineGetKey(String alias, char[] password) {
    return entryOrLog(alias).map(Entry.Present::key).orElse(null);
  }

  @Override
  public Certificate engineGetCertificate(String alias) {
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
  public Certificate[] engineGetCertificateChain(String alias) {
    List<X509Certificate> chain = entryOrLog(alias).map(this::chain).orElse(List.of());
    return chain.isEmpty() ? null : chain.toArray(new Certificate[0]);
  }

  private List<X509Certificate> chain(Entry.Present entry) {
    return fromVault(entries -> entries.chain(entry));
  }

  /** Works without a protection parameter, which a vault does not need. */
  @Override
  public KeyStore.Entry engineGetEntry(String alias, KeyStore.ProtectionParameter protection)
      throws KeyStoreException {
    Optional<Entry.Present> entry = entryOrLog(alias);
    if (entry.isEmpty()) {
      return null;
    }
    if (entry.get().key() instanceof SecretKey secretKey) {
      return new KeyStore.SecretKeyEntry(secretKey);
    }
    List<X509Certificate> chain = chain(entry.get());
    if (chain.isEmpty() && entry.get() instanceof Entry.Certified) {
      // It is left out, and the log says why.
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

  /**
   * A JDK that does not know the key's algorithm calls the certified key otherwise: ML-DSA in 17.
   */
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
  public Date engineGetCreationDate(String alias) {
    Optional<VaultEntries.Listed> listed = listed(alias);
    Optional<Instant> created =
        listed.isPresent()
            ? listed.get().created()
            : entry(alias) instanceof Entry.Present present ? present.created() : Optional.empty();
    return created.map(Date::from).orElse(null);
  }

  @Override
  public String engineGetCertificateAlias(Certificate certificate) {
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
   * <p>A private key from elsewhere is to be imported with its certificate; a handle of this vault
   * is to get a new certificate; a symmetric key is to be imported. In a key store that was loaded
   * with nothing, and that was asked nothing yet, entries of its vault that are set as they are
   * change nothing, and from then on are all that it shows.
   *
   * @throws KeyStoreException if the vault cannot hold this; the message says why
   */
  @Override
  public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain)
      throws KeyStoreException {
    try {
      loaded().set(alias, key, chain);
    } catch (VaultException e) {
      throw new ProviderException(e.getMessage(), e);
    }
  }

  /** As with its key and chain alone: the vault protects its keys itself. */
  @Override
  public void engineSetEntry(
      String alias, KeyStore.Entry entry, KeyStore.ProtectionParameter protection)
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

  /** Not possible: this form is for keys that are protected by a password already. */
  @Override
  public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain)
      throws KeyStoreException {
    throw new KeyStoreException(
        "A key that is protected already cannot be imported as '%s': set the private key itself"
            .formatted(ObjectName.shown(alias)));
  }

  /** Not possible: a vault holds a certificate only together with its key. */
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
   * Marks an entry for deletion. Nothing is deleted before {@code store}; the vault keeps it
   * recoverable. What is not there stays so.
   *
   * @throws KeyStoreException if it is one version of many, the configuration hides it, or it
   *     cannot be read and is not known to be a certificate
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
   * Writes the configuration back, the file that was loaded, byte for byte, or a new one that holds
   * no secret, and carries out what is pending. If the stream fails, nothing is changed in the
   * vault. But keytool passes a stream in memory: it writes its file afterwards, and where it
   * cannot, the vault is changed all the same. With {@code -keystore NONE} it needs no file.
   */
  @Override
  public void engineStore(OutputStream stream, char[] password) throws IOException {
    loaded().store(stream);
  }

  /**
   * Carries out what is pending, and writes no file.
   *
   * @param parameter null, or what {@code load} takes; nothing of it is used
   * @throws IllegalArgumentException if it is of another class
   */
  @Override
  public void engineStore(KeyStore.LoadStoreParameter parameter) throws IOException {
    LoadInput.requireKnown(parameter);
    loaded().store(null);
  }
}
