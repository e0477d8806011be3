package io.vaultjca.keystore;

import io.vaultjca.key.VaultKey;
import io.vaultjca.key.VaultPrivateKey;
import io.vaultjca.keystore.chain.CertificateChains;
import io.vaultjca.vault.ConfigSource;
import io.vaultjca.vault.ConnectionConfig;
import io.vaultjca.vault.Secret;
import io.vaultjca.vault.Setting;
import io.vaultjca.vault.Vault;
import io.vaultjca.vault.VaultConfig;
import io.vaultjca.vault.VaultConnections;
import io.vaultjca.vault.VaultCredential;
import io.vaultjca.vault.VaultException;
import io.vaultjca.vault.VaultType;
import io.vaultjca.vault.ViewConfig;
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
import java.util.Arrays;
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
  private static final int LARGEST_FILE = 1 << 20;
  private static final byte[] SIGN_OF_OURS = Setting.PREFIX.getBytes(StandardCharsets.US_ASCII);

  private final ConfiguredVault configured;
  private final Consumer<MissedAlias> missed;
  private volatile Loaded loaded;

  /** All that {@code load} sets, replaced as one. */
  private record Loaded(
      Optional<byte[]> file,
      VaultConfig config,
      Vault vault,
      VaultEntries entries,
      PendingWrites pending) {}

  /**
   * Creates a key store that is not loaded yet; does no I/O.
   *
   * @param configured what the surroundings say of the vault
   * @param missed told of each alias that {@code containsAlias} does not find
   */
  public AzureKeyVaultKeyStore(ConfiguredVault configured, Consumer<MissedAlias> missed) {
    this.configured = configured;
    this.missed = missed;
  }

  @Override
  public void engineLoad(InputStream stream, char[] password) throws IOException {
    Optional<byte[]> file = stream == null ? Optional.empty() : Optional.of(readFile(stream));
    List<ConfigSource> sources = new ArrayList<>();
    if (file.isPresent()) {
      sources.add(
          ConfigSource.properties(new ByteArrayInputStream(file.get()), "the key store file"));
    }
    load(file, sources, Optional.empty(), password, Clock.systemUTC());
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
    requireKnown(parameter);
    char[] password = password(parameter);
    if (parameter instanceof VaultLoadStoreParameter ours) {
      load(Optional.empty(), List.of(ours.source()), ours.credential(), password, ours.clock());
    } else {
      engineLoad(null, password);
    }
  }

  /** A parameter that is not understood may name a vault, and another one would be opened. */
  private static void requireKnown(KeyStore.LoadStoreParameter parameter) {
    boolean known =
        parameter == null
            || parameter instanceof VaultLoadStoreParameter
            // The JDK's own, which holds a protection and nothing else.
            || parameter.getClass().getEnclosingClass() == KeyStore.class;
    if (known) {
      return;
    }
    String ours = VaultLoadStoreParameter.class.getName();
    String given = parameter.getClass().getName();
    throw new IllegalArgumentException(
        "A load parameter of the class "
            + given
            + (given.equals(ours) ? ", from another copy of this library," : "")
            + " cannot be used: pass a "
            + ours
            + ", or load a properties file by load(InputStream, char[])");
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
      Optional<byte[]> loadedFile,
      List<ConfigSource> strongest,
      Optional<VaultCredential> credential,
      char[] password,
      Clock clock)
      throws IOException {
    Optional<Secret> secret =
        password == null || password.length == 0
            ? Optional.empty()
            : Optional.of(new Secret(new String(password)));
    VaultConfig read = VaultConfig.of(configured.sources(strongest), credential, secret);
    Vault vault = VaultConnections.to(read);
    loaded =
        new Loaded(
            loadedFile,
            read,
            vault,
            new VaultEntries(vault, read.view(), clock),
            new PendingWrites());
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
    Map<String, PendingWrite> writes = loaded().pending().all();
    List<String> aliases = new ArrayList<>(fromVault(VaultEntries::aliases));
    aliases.removeIf(alias -> writes.containsKey(alias.toLowerCase(Locale.ROOT)));
    writes.values().stream()
        .flatMap(write -> write.preview().stream())
        .forEach(entry -> aliases.add(entry.alias()));
    return aliases;
  }

  @Override
  public int engineSize() {
    return aliases().size();
  }

  @Override
  public boolean engineContainsAlias(String alias) {
    boolean present = isListed(alias) || entry(alias) instanceof Entry.Present;
    if (!present) {
      boolean hidden = Alias.parse(alias).map(loaded().entries()::hides).orElse(false);
      missed.accept(new MissedAlias(loaded().config(), alias, hidden));
    }
    return present;
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
    Entry entry = entry(alias);
    if (entry instanceof Entry.Certified certified) {
      return certified.certificate();
    }
    if (entry instanceof Entry.Present present) {
      return chain(Optional.of(present)).stream().findFirst().orElse(null);
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
      return fromVault(entries -> entries.chain(certified));
    }
    return entry.get() instanceof Entry.Pending pending
        ? pending.chain()
        : ((Entry.Bare) entry.get()).chain();
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
    if (entry.get().key() instanceof SecretKey secretKey) {
      return new KeyStore.SecretKeyEntry(secretKey);
    }
    List<X509Certificate> chain = chain(entry);
    if (chain.isEmpty() && entry.get() instanceof Entry.Certified) {
      // It is left out, and the log says why.
      return null;
    }
    if (chain.isEmpty()) {
      throw new KeyStoreException(
          "The key "
              + alias
              + " has no certificate, so it is no entry: use getKey, or give its chain with "
              + chainSetting(alias));
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
    return pendingWrite(alias).isEmpty()
        && Alias.parse(alias)
            .flatMap(parsed -> fromVault(entries -> entries.listed(parsed)))
            .isPresent();
  }

  private Entry entry(String alias) {
    Optional<PendingWrite> write = pendingWrite(alias);
    if (write.isPresent()) {
      return write.get().preview().isPresent() ? write.get().preview().get() : new Entry.Missing();
    }
    return fromVault(entries -> entries.entry(alias));
  }

  private Optional<PendingWrite> pendingWrite(String alias) {
    return Alias.parse(alias).flatMap(parsed -> loaded().pending().get(parsed));
  }

  private Optional<Entry.Present> entryOrLog(String alias) {
    Entry entry = entry(alias);
    if (entry instanceof Entry.Present present) {
      return Optional.of(present);
    }
    if (entry instanceof Entry.Missing) {
      fromVault(
          known -> {
            known.logMissing(alias);
            return null;
          });
    }
    return Optional.empty();
  }

  /** What the vault is asked for. */
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

  private Loaded loaded() {
    Loaded known = loaded;
    if (known == null) {
      throw new ProviderException("The key store is not loaded: call load first");
    }
    return known;
  }

  /**
   * Sets a key with its chain. Nothing is written before {@code store}.
   *
   * <p>A private key from elsewhere is to be imported with its certificate; a handle of this vault
   * is to get a new certificate; a symmetric key is to be imported into a Managed HSM.
   *
   * @param password ignored: the vault protects its keys itself
   * @throws KeyStoreException if the vault cannot hold this; the message says why
   */
  @Override
  public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain)
      throws KeyStoreException {
    Alias name = writableName(alias);
    List<X509Certificate> certificates = x509(chain);
    if (key instanceof VaultKey handle) {
      setHandle(name, alias, handle, certificates);
    } else if (!PendingWrite.isImportable(key)) {
      throw new KeyStoreException(
          "The key of '"
              + alias
              + "' has no encoding, so it cannot be imported: it stays where it is ("
              + key.getClass().getName()
              + ")");
    } else if (key instanceof PrivateKey privateKey) {
      setPrivateKey(name, alias, privateKey, certificates);
    } else {
      setSecretKey(name, alias, (SecretKey) key);
    }
  }

  private void setHandle(Alias name, String alias, VaultKey key, List<X509Certificate> chain)
      throws KeyStoreException {
    boolean here =
        key.id().vault().equals(loaded().config().connection().uri())
            && key.id().name().equalsIgnoreCase(alias);
    if (!here) {
      throw new KeyStoreException(
          "The key "
              + key
              + " cannot be stored as '"
              + alias
              + "': a key in a vault can be neither renamed nor copied. Create a new key under the"
              + " new name, or restore a backup into another vault");
    }
    if (!(key instanceof VaultPrivateKey privateKey) || chain.isEmpty()) {
      throw new KeyStoreException("The key " + key + " is in the vault already");
    }
    if (!Arrays.equals(
        chain.get(0).getPublicKey().getEncoded(), privateKey.publicKey().getEncoded())) {
      throw new KeyStoreException(
          "The first certificate of the chain for '" + alias + "' is not for the key " + key);
    }
    Entry current = fromVault(entries -> entries.entry(alias));
    if (current instanceof Entry.Present known && hasChain(known, chain)) {
      loaded().pending().withdraw(name);
      return;
    }
    if (current instanceof Entry.Bare) {
      throw new KeyStoreException(whyNoCertificate(name, alias));
    }
    if (current instanceof Entry.Certified known && known.certificate().equals(chain.get(0))) {
      requireChainOfTheVault(name, known);
    }
    loaded().pending().put(name, new PendingWrite.MergeChain(alias, privateKey, chain));
  }

  private boolean hasChain(Entry.Present known, List<X509Certificate> chain) {
    return (!(known instanceof Entry.Certified certified)
            || certified.certificate().equals(chain.get(0)))
        && chain(Optional.of(known)).equals(CertificateChains.order(chain.get(0), chain));
  }

  private String whyNoCertificate(Alias name, String alias) {
    Path file = loaded().config().view().certificateChains().get(name.name());
    return (loaded().config().connection().type() == VaultType.MANAGED_HSM
            ? "A Managed HSM holds no certificates: the chain of '" + alias + "'"
            : "'"
                + alias
                + "' is a key without a certificate, and no key gets one once it is made: its chain")
        + " cannot be stored in it. "
        + (file == null
            ? "Give it as a PEM file, leaf first, with " + chainSetting(name.name())
            : "Replace the file "
                + file.toAbsolutePath()
                + ", which "
                + chainSetting(name.name())
                + " names");
  }

  /** Other issuers of the same certificate are merged only where they would show. */
  private void requireChainOfTheVault(Alias name, Entry.Certified known) throws KeyStoreException {
    ViewConfig view = loaded().config().view();
    String setting = chainSetting(name.name());
    Path file = view.certificateChains().get(name.name());
    String why = "";
    if (file != null) {
      why =
          "it has this certificate already, and its issuers are those of "
              + file.toAbsolutePath()
              + ": change this file, which "
              + setting
              + " names";
    } else if (!view.chainFromSecret()) {
      why =
          "it has this certificate already, and with "
              + Setting.CHAIN_FROM_SECRET.key()
              + "=false no issuers are read from the vault: give them with "
              + setting;
    } else if (!fromVault(entries -> entries.hasWholeChain(known))) {
      why =
          "it has this certificate already, and whether it has these issuers, too, cannot be seen"
              + " without the permission secrets/get: grant it, or give them with "
              + setting;
    }
    if (!why.isEmpty()) {
      throw new KeyStoreException(
          "The chain of '" + known.alias() + "' cannot be changed in the vault: " + why);
    }
  }

  private void setPrivateKey(Alias name, String alias, PrivateKey key, List<X509Certificate> chain)
      throws KeyStoreException {
    if (loaded().config().connection().type() == VaultType.MANAGED_HSM) {
      throw new KeyStoreException(
          "A Managed HSM holds no certificates: import the key of '"
              + alias
              + "' with az keyvault key import, and give its chain with "
              + chainSetting(alias));
    }
    if (chain.isEmpty()) {
      throw new KeyStoreException("The private key of '" + alias + "' needs its certificate chain");
    }
    loaded().pending().put(name, new PendingWrite.ImportCertificate(alias, key, chain));
  }

  private void setSecretKey(Alias name, String alias, SecretKey key) throws KeyStoreException {
    if (loaded().config().connection().type() == VaultType.VAULT) {
      throw new KeyStoreException(
          "A Key Vault holds no symmetric keys: '"
              + alias
              + "' needs a Managed HSM ("
              + Setting.URI.key()
              + "=https://NAME.managedhsm.azure.net)");
    }
    loaded().pending().put(name, new PendingWrite.ImportSecretKey(alias, key));
  }

  private static List<X509Certificate> x509(Certificate[] chain) throws KeyStoreException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Certificate certificate : chain == null ? new Certificate[0] : chain) {
      if (!(certificate instanceof X509Certificate x509)) {
        throw new KeyStoreException(
            "A vault holds X.509 certificates only, not " + certificate.getType());
      }
      certificates.add(x509);
    }
    return certificates;
  }

  private Alias writableName(String alias) throws KeyStoreException {
    Optional<Alias> name = Alias.parse(alias);
    if (name.isEmpty()) {
      throw new KeyStoreException(
          "'"
              + alias
              + "' cannot be the name of an object in a vault: 1 to 127 letters, digits and"
              + " hyphens");
    }
    if (!name.get().version().isEmpty()) {
      throw new KeyStoreException(
          "'" + alias + "' is one version, which does not change: use the name alone");
    }
    if (loaded().entries().hides(name.get())) {
      throw new KeyStoreException(MissedAlias.hidden(alias));
    }
    return name.get();
  }

  /**
   * Sets an entry. Nothing is written before {@code store}.
   *
   * @param protection ignored: the vault protects its keys itself
   * @throws KeyStoreException if the vault cannot hold this; the message says why
   */
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
        "A key that is protected already cannot be imported as '"
            + alias
            + "': set the private key itself");
  }

  /** Not possible: a vault holds a certificate only together with its key. */
  @Override
  public void engineSetCertificateEntry(String alias, Certificate certificate)
      throws KeyStoreException {
    throw new KeyStoreException(
        "A vault holds a certificate only together with its key, so '"
            + alias
            + "' cannot be stored alone: keep trusted certificates in a PKCS12 trust store");
  }

  /**
   * Marks an entry for deletion. Nothing is deleted before {@code store}; the vault keeps it
   * recoverable.
   *
   * @throws KeyStoreException if there is no such entry, it is one version of many, or it cannot be
   *     read and is not known to be a certificate
   */
  @Override
  public void engineDeleteEntry(String alias) throws KeyStoreException {
    Alias name = writableName(alias);
    Entry current = fromVault(entries -> entries.entry(alias));
    if (current instanceof Entry.Present present) {
      loaded()
          .pending()
          .put(name, new PendingWrite.Delete(present.alias(), present instanceof Entry.Certified));
    } else if (current instanceof Entry.LeftOut leftOut) {
      loaded().pending().put(name, deletionUnread(name, alias, leftOut));
    } else if (!loaded().pending().withdraw(name)) {
      throw new KeyStoreException(
          "There is no '" + alias + "' in " + loaded().config().connection().uri());
    }
  }

  /** Deleting a certificate needs no reading of it. */
  private PendingWrite deletionUnread(Alias name, String alias, Entry.LeftOut leftOut)
      throws KeyStoreException {
    Optional<VaultEntries.Listed> listed = fromVault(entries -> entries.listed(name));
    if (!listed.map(VaultEntries.Listed::certificate).orElse(false)) {
      throw new KeyStoreException(
          "'"
              + alias
              + "' cannot be deleted: whether it is a certificate or a key could not be read. "
              + leftOut.reason());
    }
    return new PendingWrite.Delete(listed.get().spelling(), true);
  }

  /**
   * Carries out what is pending, and writes the configuration back: the file that was loaded, byte
   * for byte, or a new one that holds no secret. The keys stay in the vault.
   *
   * @throws IOException if the vault refuses a change; what was written before stays written, and a
   *     second call continues
   */
  @Override
  public void engineStore(OutputStream stream, char[] password) throws IOException {
    storePending();
    if (stream != null) {
      stream.write(loaded().file().orElseGet(this::newFile));
      stream.flush();
    }
  }

  @Override
  public void engineStore(KeyStore.LoadStoreParameter parameter) throws IOException {
    storePending();
  }

  private void storePending() throws IOException {
    Loaded known = loaded();
    known.pending().store(known.vault(), known.entries()::forget);
  }

  private byte[] newFile() {
    ConnectionConfig connection = loaded().config().connection();
    return (Setting.URI.key()
            + "="
            + connection.uri()
            + "\n"
            + Setting.TYPE.key()
            + "="
            + connection.type().configName()
            + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String chainSetting(String alias) {
    return Setting.CERTIFICATE_CHAIN.key().replace("ALIAS", alias);
  }
}
