package io.vaultjca.keystore;

import io.vaultjca.key.VaultSecretKey;
import io.vaultjca.vault.ConfigSource;
import io.vaultjca.vault.Secret;
import io.vaultjca.vault.Setting;
import io.vaultjca.vault.VaultConfig;
import io.vaultjca.vault.VaultConnections;
import io.vaultjca.vault.VaultCredential;
import io.vaultjca.vault.VaultException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
  private static final int LARGEST_FILE = 1 << 20;
  private static final byte[] SIGN_OF_OURS = Setting.PREFIX.getBytes(StandardCharsets.US_ASCII);

  private final Supplier<Optional<Path>> configuredFile;
  private volatile byte[] loadedFile;
  private volatile VaultConfig config;
  private volatile VaultEntries entries;

  /**
   * Creates a key store that is not loaded yet; does no I/O.
   *
   * @param configuredFile the file that {@link java.security.Provider#configure(String)} named, if
   *     it did
   */
  public AzureKeyVaultKeyStore(Supplier<Optional<Path>> configuredFile) {
    this.configuredFile = configuredFile;
  }

  @Override
  public void engineLoad(InputStream stream, char[] password) throws IOException {
    byte[] file = stream == null ? null : readFile(stream);
    List<ConfigSource> sources = new ArrayList<>();
    if (file != null) {
      sources.add(ConfigSource.properties(new ByteArrayInputStream(file), "the key store file"));
    }
    load(sources, Optional.empty(), password, Clock.systemUTC());
    loadedFile = file;
  }

  @Override
  public void engineLoad(KeyStore.LoadStoreParameter parameter) throws IOException {
    char[] password = password(parameter);
    if (parameter instanceof VaultLoadStoreParameter ours) {
      load(List.of(ours.source()), ours.credential(), password, ours.clock());
      loadedFile = null;
    } else {
      engineLoad(null, password);
    }
  }

  private static char[] password(KeyStore.LoadStoreParameter parameter) throws IOException {
    KeyStore.ProtectionParameter protection =
        parameter == null ? null : parameter.getProtectionParameter();
    if (protection == null) {
      return null;
    }
    if (protection instanceof KeyStore.PasswordProtection password) {
      return password.getPassword();
    }
    throw new IOException(
        "A protection of the type "
            + protection.getClass().getName()
            + " cannot be used: this key store takes a PasswordProtection, or none");
  }

  private void load(
      List<ConfigSource> strongest,
      Optional<VaultCredential> credential,
      char[] password,
      Clock clock)
      throws IOException {
    List<ConfigSource> sources = new ArrayList<>(strongest);
    Optional<Path> file = configuredFile.get();
    if (file.isPresent()) {
      sources.add(ConfigSource.file(file.get()));
    }
    sources.add(ConfigSource.systemProperties());
    sources.add(ConfigSource.environment());
    Optional<Secret> secret =
        password == null || password.length == 0
            ? Optional.empty()
            : Optional.of(new Secret(new String(password)));
    VaultConfig read = VaultConfig.of(sources, credential, secret);
    entries = new VaultEntries(VaultConnections.to(read), read.view(), clock);
    config = read;
  }

  /** Reads the configuration file; a key store of another type is told from it. */
  private static byte[] readFile(InputStream stream) throws IOException {
    byte[] file = stream.readNBytes(LARGEST_FILE + 1);
    if (file.length > LARGEST_FILE || !isText(file)) {
      throw new IOException(
          "This is no key store file of the type AzureKeyVault: it should be a small properties"
              + " file with "
              + Setting.URI.key()
              + "=https://NAME.vault.azure.net");
    }
    return file;
  }

  private static boolean isText(byte[] content) {
    for (byte octet : content) {
      boolean control = octet >= 0 && octet < ' ';
      if (control && octet != '\n' && octet != '\r' && octet != '\t' && octet != '\f') {
        return false;
      }
    }
    return true;
  }

  /**
   * True for a properties file with one of our names in it. Looks at the stream and nothing else.
   */
  @Override
  public boolean engineProbe(InputStream stream) throws IOException {
    byte[] begin = stream.readNBytes(1 << 14);
    return isText(begin)
        && new String(begin, StandardCharsets.UTF_8)
            .lines()
            .anyMatch(
                line ->
                    line.strip().startsWith(new String(SIGN_OF_OURS, StandardCharsets.US_ASCII)));
  }

  @Override
  public Enumeration<String> engineAliases() {
    return Collections.enumeration(aliases());
  }

  private List<String> aliases() {
    return fromVault(VaultEntries::aliases);
  }

  @Override
  public int engineSize() {
    return aliases().size();
  }

  @Override
  public boolean engineContainsAlias(String alias) {
    return isListed(alias) || entry(alias) instanceof Entry.Present;
  }

  /** True for certificates with their key, private keys with a configured chain and secret keys. */
  @Override
  public boolean engineIsKeyEntry(String alias) {
    return isListed(alias) || entry(alias) instanceof Entry.Present;
  }

  /** False: every certificate of a vault belongs to a key. */
  @Override
  public boolean engineIsCertificateEntry(String alias) {
    return false;
  }

  @Override
  public boolean engineEntryInstanceOf(String alias, Class<? extends KeyStore.Entry> type) {
    if (!(entry(alias) instanceof Entry.Present present)) {
      return false;
    }
    return type
        == (present.key() instanceof SecretKey
            ? KeyStore.SecretKeyEntry.class
            : KeyStore.PrivateKeyEntry.class);
  }

  /**
   * The handle on a key.
   *
   * @param password ignored: the vault asks for a token
   * @return the handle; null if there is no such alias
   * @throws ProviderException if nothing is in memory and the vault cannot be read
   */
  @Override
  public Key engineGetKey(String alias, char[] password) {
    return entryOrLog(alias).map(Entry.Present::key).orElse(null);
  }

  @Override
  public Certificate engineGetCertificate(String alias) {
    if (entry(alias) instanceof Entry.Certified certified) {
      return certified.certificate();
    }
    if (entry(alias) instanceof Entry.Bare bare && !bare.chain().isEmpty()) {
      return bare.chain().get(0);
    }
    return null;
  }

  @Override
  public Certificate[] engineGetCertificateChain(String alias) {
    List<X509Certificate> chain = chain(entryOrLog(alias));
    return chain.isEmpty() ? null : chain.toArray(new Certificate[0]);
  }

  private List<X509Certificate> chain(Optional<Entry.Present> entry) {
    if (entry.isEmpty()) {
      return List.of();
    }
    if (entry.get() instanceof Entry.Certified certified) {
      return fromVault(ignored -> certified.chain().get());
    }
    return ((Entry.Bare) entry.get()).chain();
  }

  /**
   * The entry as one object; works without a protection parameter, which a vault does not need.
   *
   * @throws KeyStoreException if it is a private key without a certificate, which cannot be an
   *     entry
   */
  @Override
  public KeyStore.Entry engineGetEntry(String alias, KeyStore.ProtectionParameter protection)
      throws KeyStoreException {
    Optional<Entry.Present> entry = entryOrLog(alias);
    if (entry.isEmpty()) {
      return null;
    }
    if (entry.get().key() instanceof VaultSecretKey secretKey) {
      return new KeyStore.SecretKeyEntry(secretKey);
    }
    List<X509Certificate> chain = chain(entry);
    if (chain.isEmpty()) {
      throw new KeyStoreException(
          "The key "
              + alias
              + " has no certificate, so it is no entry: use getKey, or give its chain with "
              + Setting.CERTIFICATE_CHAIN.key().replace("ALIAS", alias));
    }
    return new KeyStore.PrivateKeyEntry(
        (PrivateKey) entry.get().key(), chain.toArray(new Certificate[0]));
  }

  @Override
  public Date engineGetCreationDate(String alias) {
    Optional<VaultEntries.Listed> listed =
        Alias.parse(alias).flatMap(parsed -> fromVault(entries -> entries.listed(parsed)));
    if (listed.isPresent()) {
      return listed.get().created().map(Date::from).orElse(null);
    }
    return entry(alias) instanceof Entry.Present present
        ? present.created().map(Date::from).orElse(null)
        : null;
  }

  @Override
  public String engineGetCertificateAlias(Certificate certificate) {
    for (String alias : aliases()) {
      if (certificate.equals(engineGetCertificate(alias))) {
        return alias;
      }
    }
    return null;
  }

  private boolean isListed(String alias) {
    return Alias.parse(alias)
        .flatMap(parsed -> fromVault(entries -> entries.listed(parsed)))
        .isPresent();
  }

  private Entry entry(String alias) {
    return fromVault(entries -> entries.entry(alias));
  }

  private Optional<Entry.Present> entryOrLog(String alias) {
    if (entry(alias) instanceof Entry.Present present) {
      return Optional.of(present);
    }
    fromVault(
        known -> {
          known.logMissing(alias);
          return null;
        });
    return Optional.empty();
  }

  /** What the vault is asked for. */
  @FunctionalInterface
  private interface Question<T> {
    T ask(VaultEntries entries) throws VaultException;
  }

  private <T> T fromVault(Question<T> question) {
    VaultEntries known = entries;
    if (known == null) {
      throw new ProviderException("The key store is not loaded: call load first");
    }
    try {
      return question.ask(known);
    } catch (VaultException e) {
      throw new ProviderException(e.getMessage(), e);
    }
  }

  @Override
  public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain)
      throws KeyStoreException {
    throw readOnly();
  }

  @Override
  public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain)
      throws KeyStoreException {
    throw readOnly();
  }

  @Override
  public void engineSetCertificateEntry(String alias, Certificate certificate)
      throws KeyStoreException {
    throw readOnly();
  }

  @Override
  public void engineDeleteEntry(String alias) throws KeyStoreException {
    throw readOnly();
  }

  private static KeyStoreException readOnly() {
    return new KeyStoreException(
        "This version of the key store does not write to the vault: use az keyvault");
  }

  /**
   * Writes the configuration back: the file that was loaded, byte for byte, or a new one that holds
   * no secret. The keys stay where they are.
   */
  @Override
  public void engineStore(OutputStream stream, char[] password) throws IOException {
    byte[] file = loadedFile;
    if (file == null) {
      file =
          (Setting.URI.key()
                  + "="
                  + config.connection().uri()
                  + "\n"
                  + Setting.TYPE.key()
                  + "="
                  + config.connection().type().configName()
                  + "\n")
              .getBytes(StandardCharsets.US_ASCII);
    }
    stream.write(file);
    stream.flush();
  }

  @Override
  public void engineStore(KeyStore.LoadStoreParameter parameter) {
    // Nothing is pending: entries are in the vault, and the configuration is the caller's.
  }
}
