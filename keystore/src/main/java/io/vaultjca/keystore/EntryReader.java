package io.vaultjca.keystore;

import io.vaultjca.key.VaultKey;
import io.vaultjca.key.VaultKeys;
import io.vaultjca.key.VaultPrivateKey;
import io.vaultjca.vault.CertificateBundle;
import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.SecretBundle;
import io.vaultjca.vault.Setting;
import io.vaultjca.vault.Vault;
import io.vaultjca.vault.VaultException;
import io.vaultjca.vault.VaultException.Reason;
import io.vaultjca.vault.VaultType;
import io.vaultjca.vault.ViewConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads what the vault holds under an alias: a certificate first, else a key. */
final class EntryReader {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** What keeps a chain from being read although the certificate itself could be. */
  private static final Set<Reason> NO_SECRET =
      EnumSet.of(Reason.FORBIDDEN, Reason.NOT_FOUND, Reason.DISABLED, Reason.UNUSABLE);

  private final Vault vault;
  private final ViewConfig view;

  EntryReader(Vault vault, ViewConfig view) {
    this.vault = vault;
    this.view = view;
  }

  /**
   * Reads an entry.
   *
   * @param alias which one
   * @param known what is in memory; kept as it is if the vault still has the same version
   */
  Entry read(Alias alias, Entry known) throws VaultException {
    if (vault.config().type() == VaultType.MANAGED_HSM) {
      return readKey(alias);
    }
    CertificateBundle bundle;
    try {
      bundle = vault.getCertificate(alias.name(), alias.version());
    } catch (VaultException e) {
      return switch (e.reason()) {
        case NOT_FOUND -> readKey(alias);
        case FORBIDDEN -> readKeyInstead(alias, e);
        default -> throw e;
      };
    }
    if (known instanceof Entry.Certified certified
        && certified.version().equals(bundle.version())) {
      return known;
    }
    Entry.Certified current = certified(alias, bundle);
    if (known instanceof Entry.Certified certified && certified.chain().isRead()) {
      current.chain().get();
    }
    return current;
  }

  private Entry.Certified certified(Alias alias, CertificateBundle bundle) throws VaultException {
    try {
      X509Certificate certificate = CertificateChains.certificate(bundle.encoded());
      VaultPrivateKey key =
          VaultKeys.privateHandle(vault.key(bundle.keyId()), certificate.getPublicKey());
      return new Entry.Certified(
          spelling(alias, bundle.name()),
          bundle.version(),
          certificate,
          key,
          bundle.created(),
          new LazyChain(() -> chain(alias, bundle, certificate)));
    } catch (CertificateException | InvalidKeySpecException e) {
      throw VaultException.unusable(
          "The certificate "
              + alias
              + " in "
              + vault.config().uri()
              + " cannot be used: "
              + e.getMessage(),
          e);
    }
  }

  private Entry readKeyInstead(Alias alias, VaultException forbidden) throws VaultException {
    Entry key;
    try {
      key = readKey(alias);
    } catch (VaultException e) {
      throw forbidden;
    }
    if (key instanceof Entry.Missing) {
      throw forbidden;
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "The key {0} is used without a certificate. {1}",
        alias,
        forbidden.getMessage());
    return key;
  }

  private Entry readKey(Alias alias) throws VaultException {
    KeyBundle bundle;
    try {
      bundle = vault.getKey(alias.name(), alias.version());
    } catch (VaultException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return new Entry.Missing();
      }
      throw e;
    }
    try {
      VaultKey key = VaultKeys.handle(vault.key(bundle.id()), bundle);
      List<X509Certificate> chain =
          key instanceof VaultPrivateKey privateKey
              ? configuredChain(alias, privateKey.publicKey().getEncoded())
              : List.of();
      return new Entry.Bare(spelling(alias, bundle.id().name()), key, bundle.created(), chain);
    } catch (InvalidKeySpecException e) {
      throw VaultException.unusable(e.getMessage(), e);
    }
  }

  private static String spelling(Alias alias, String name) {
    return alias.version().isEmpty() ? name : name + "/" + alias.version();
  }

  private List<X509Certificate> chain(
      Alias alias, CertificateBundle bundle, X509Certificate certificate) throws VaultException {
    List<X509Certificate> configured =
        configuredChain(alias, certificate.getPublicKey().getEncoded());
    if (!configured.isEmpty()) {
      return configured;
    }
    if (CertificateChains.isSelfIssued(certificate)
        || !view.chainFromSecret()
        || bundle.secretVersion().isEmpty()) {
      return List.of(certificate);
    }
    try (SecretBundle secret =
        vault.getSecret(bundle.name(), bundle.secretVersion().orElseThrow())) {
      return CertificateChains.order(
          certificate, CertificateChains.secret(secret.value(), secret.contentType()));
    } catch (VaultException e) {
      if (!NO_SECRET.contains(e.reason())) {
        throw e;
      }
      return alone(alias, certificate, e);
    } catch (IOException | GeneralSecurityException e) {
      return alone(alias, certificate, e);
    }
  }

  private static List<X509Certificate> alone(
      Alias alias, X509Certificate certificate, Exception reason) {
    LOG.log(
        System.Logger.Level.WARNING,
        "The chain of {0} is its certificate alone: the secret behind it could not be read. Give"
            + " the chain with {1}{0}, or set {2}=false. {3}",
        alias,
        Setting.CERTIFICATE_CHAIN.key().replace("ALIAS", ""),
        Setting.CHAIN_FROM_SECRET.key(),
        reason.getMessage());
    return List.of(certificate);
  }

  /** The chain of a file that the configuration names, whose leaf must be the key's. */
  private List<X509Certificate> configuredChain(Alias alias, byte[] publicKey)
      throws VaultException {
    Path file = view.certificateChains().get(alias.name());
    if (file == null) {
      return List.of();
    }
    List<X509Certificate> chain;
    try {
      chain = CertificateChains.pemFile(file);
    } catch (IOException | CertificateException e) {
      throw VaultException.unusable(
          "The certificate chain of "
              + alias
              + " cannot be read from "
              + file.toAbsolutePath()
              + ": "
              + e,
          e);
    }
    if (chain.isEmpty() || !Arrays.equals(chain.get(0).getPublicKey().getEncoded(), publicKey)) {
      throw VaultException.unusable(
          "The file "
              + file.toAbsolutePath()
              + " does not begin with a certificate for the key "
              + alias
              + " of "
              + vault.config().uri(),
          null);
    }
    return chain;
  }
}
