package io.vaultjca.keystore;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.config.SettingNames;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.config.VaultType;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.keystore.chain.CertificateChains;
import io.vaultjca.keystore.entry.Alias;
import io.vaultjca.keystore.entry.Entry;
import io.vaultjca.keystore.entry.VaultEntries;
import io.vaultjca.text.ObjectName;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Decides which changes a vault can hold, and makes these pending. The others are refused. */
final class WriteRules {
  private final VaultConfig config;
  private final VaultEntries entries;
  private final PendingWrites pending;

  WriteRules(VaultConfig config, VaultEntries entries, PendingWrites pending) {
    this.config = config;
    this.entries = entries;
    this.pending = pending;
  }

  /** Makes it pending to set a key with its chain. A failure says why the vault cannot hold it. */
  void set(String alias, @Nullable Key key, Certificate @Nullable [] chain)
      throws KeyStoreException, VaultException {
    if (!(key instanceof PrivateKey || key instanceof SecretKey)) {
      throw new KeyStoreException(
          "The entry '%s' needs a private or a secret key; it was given %s"
              .formatted(
                  ObjectName.shown(alias), key == null ? "null" : "a " + key.getClass().getName()));
    }
    Alias name = writableName(alias);
    List<X509Certificate> certificates = x509(chain);
    if (key instanceof KeyHandle handle) {
      setHandle(name, alias, handle, certificates);
    } else if (!PendingWrite.isImportable(key)) {
      throw new KeyStoreException(
          "The key of '%s' has no encoding, so it cannot be imported: it stays where it is (%s)"
              .formatted(alias, key.getClass().getName()));
    } else if (key instanceof PrivateKey privateKey) {
      setPrivateKey(name, alias, privateKey, certificates);
    } else {
      setSecretKey(name, alias, (SecretKey) key);
    }
  }

  private void setHandle(Alias name, String alias, KeyHandle key, List<X509Certificate> chain)
      throws KeyStoreException, VaultException {
    if (!isHere(key, name)) {
      throw new KeyStoreException(
          """
          The key %s cannot be stored as '%s': a key in a vault can be neither renamed nor \
          copied. Create a new key under the new name, or restore a backup into another vault"""
              .formatted(key, alias));
    }
    if (!(key instanceof PrivateHandle privateKey) || chain.isEmpty()) {
      throw new KeyStoreException("The key %s is already in the vault".formatted(key));
    }
    if (!privateKey.publicKey().isCertifiedAs(chain.get(0).getPublicKey())) {
      throw new KeyStoreException(
          "The first certificate of the chain for '%s' is not for the key %s"
              .formatted(alias, key));
    }
    Entry current = entries.entry(alias);
    if (current instanceof Entry.Present known && hasChain(known, chain)) {
      pending.withdraw(name);
      return;
    }
    if (current instanceof Entry.Bare) {
      throw new KeyStoreException(whyNoCertificate(name, alias));
    }
    if (current instanceof Entry.Certified known && known.certificate().equals(chain.get(0))) {
      requireChainOfTheVault(name, known);
    }
    pending.put(name, PendingWrite.mergeChain(alias, privateKey, chain));
  }

  private boolean isHere(KeyHandle key, Alias name) {
    return key.id().vault().equals(config.connection().uri())
        && key.id().name().equalsIgnoreCase(name.name());
  }

  /** Whether the vault holds exactly this entry under this alias, in this version. */
  boolean isThere(String alias, @Nullable Key key, Certificate @Nullable [] chain)
      throws KeyStoreException, VaultException {
    Optional<Alias> name = Alias.parse(alias);
    if (!(key instanceof KeyHandle handle) || name.isEmpty() || !isHere(handle, name.get())) {
      return false;
    }
    Alias version = new Alias(name.get().name(), handle.id().version());
    return (name.get().version().isEmpty() || name.get().equals(version))
        && entries.entry(version.toString()) instanceof Entry.Present known
        && known.key().equals(key)
        && (key instanceof SecretKey || hasChain(known, x509(chain)));
  }

  private boolean hasChain(Entry.Present known, List<X509Certificate> chain) throws VaultException {
    return (!(known instanceof Entry.Certified certified)
            || certified.certificate().equals(chain.get(0)))
        && entries.chain(known).equals(CertificateChains.order(chain.get(0), chain));
  }

  private String whyNoCertificate(Alias name, String alias) {
    String setting = SettingNames.chainOf(name.name());
    Path file = config.view().certificateChains().get(name.name());
    return (config.connection().type() == VaultType.MANAGED_HSM
            ? "A Managed HSM holds no certificates: the chain of '%s' cannot be stored in it. %s"
            : """
            '%s' is a key without a certificate, and an existing key cannot get one: its chain \
            cannot be stored in it. %s""")
        .formatted(
            alias,
            file == null
                ? "Give it as a PEM file, leaf first, with " + setting
                : "Replace the file %s, which %s names".formatted(file.toAbsolutePath(), setting));
  }

  /** Refuses other issuers for the same certificate if the key store would not show them. */
  private void requireChainOfTheVault(Alias name, Entry.Certified known)
      throws KeyStoreException, VaultException {
    String setting = SettingNames.chainOf(name.name());
    Path file = config.view().certificateChains().get(name.name());
    String why;
    if (file != null) {
      why =
          "its issuers are those of %s: change this file, which %s names"
              .formatted(file.toAbsolutePath(), setting);
    } else if (!config.view().chainFromSecret()) {
      why =
          "with %s=false no issuers are read from the vault: give them with %s"
              .formatted(Setting.CHAIN_FROM_SECRET.key(), setting);
    } else if (!entries.hasWholeChain(known)) {
      why =
          """
          whether it also has these issuers cannot be seen without the permission secrets/get: \
          grant it, or give them with %s"""
              .formatted(setting);
    } else {
      return;
    }
    throw new KeyStoreException(
        "The chain of '%s' cannot be changed in the vault: it has this certificate already, and %s"
            .formatted(known.alias(), why));
  }

  private void setPrivateKey(Alias name, String alias, PrivateKey key, List<X509Certificate> chain)
      throws KeyStoreException {
    if (config.connection().type() == VaultType.MANAGED_HSM) {
      throw new KeyStoreException(
          """
          A Managed HSM holds no certificates: import the key of '%s' with az keyvault key \
          import, and give its chain with %s"""
              .formatted(alias, SettingNames.chainOf(alias)));
    }
    if (chain.isEmpty()) {
      throw new KeyStoreException(
          "The private key of '%s' needs its certificate chain".formatted(alias));
    }
    ImportableKeys.check(alias, key, chain.get(0).getPublicKey());
    pending.put(name, PendingWrite.importCertificate(alias, key, chain));
  }

  private void setSecretKey(Alias name, String alias, SecretKey key) throws KeyStoreException {
    ImportableKeys.check(alias, key);
    pending.put(name, PendingWrite.importSecretKey(alias, key));
  }

  private static List<X509Certificate> x509(Certificate @Nullable [] chain)
      throws KeyStoreException {
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
    Alias name =
        Alias.parse(alias)
            .orElseThrow(
                () ->
                    new KeyStoreException(
                        "'%s' cannot be the name of an object in a vault: %s"
                            .formatted(ObjectName.shown(alias), ObjectName.RULE)));
    if (!name.version().isEmpty()) {
      throw new KeyStoreException(
          "'%s' is one version, which does not change: use the name alone".formatted(alias));
    }
    if (entries.hides(name)) {
      throw new KeyStoreException(MissedAlias.hidden(alias));
    }
    return name;
  }

  /**
   * Makes it pending to delete an entry. Does nothing if there is no such entry.
   *
   * @throws KeyStoreException if it is a single version, hidden, or cannot be read and is not known
   *     to be a certificate
   */
  void delete(String alias) throws KeyStoreException, VaultException {
    Optional<Alias> parsed = Alias.parse(alias);
    if (parsed.isEmpty()) {
      return;
    }
    Entry current = entries.entry(alias);
    if (current instanceof Entry.Missing
        && (!entries.hides(parsed.get()) || pending.get(parsed.get()).isPresent())) {
      pending.withdraw(parsed.get());
      return;
    }
    Alias name = writableName(alias);
    pending.put(
        name,
        current instanceof Entry.Present present
            ? PendingWrite.delete(present.alias(), present instanceof Entry.Certified)
            : deletionUnread(name, alias, (Entry.LeftOut) current));
  }

  /** A certificate can be deleted without reading it. */
  private PendingWrite deletionUnread(Alias name, String alias, Entry.LeftOut leftOut)
      throws KeyStoreException, VaultException {
    Optional<VaultEntries.Listed> listed = entries.listed(name);
    if (!listed.map(VaultEntries.Listed::certificate).orElse(false)) {
      throw new KeyStoreException(
          "'%s' cannot be deleted: whether it is a certificate or a key could not be read. %s"
              .formatted(alias, leftOut.reason()));
    }
    return PendingWrite.delete(listed.get().spelling(), true);
  }
}
