package io.vaultjca.keystore.entry;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.config.SettingNames;
import io.vaultjca.config.VaultType;
import io.vaultjca.config.ViewConfig;
import io.vaultjca.handle.Handles;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.handle.PublicHandle;
import io.vaultjca.handle.SecretHandle;
import io.vaultjca.keystore.chain.CertificateChains;
import io.vaultjca.vault.Attributes;
import io.vaultjca.vault.CertificateBundle;
import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.SecretBundle;
import io.vaultjca.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads the entry of an alias: a certificate, or else a key. */
final class EntryReader {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** Failures to read the secret for a chain that leave the certificate usable. */
  private static final Set<Reason> NO_SECRET =
      EnumSet.of(Reason.FORBIDDEN, Reason.NOT_FOUND, Reason.DISABLED, Reason.UNUSABLE);

  private final Vault vault;
  private final ViewConfig view;
  private final Refreshed.Policy unchanging;

  /** Null until the first self-signed certificate; then keeps the shared ones alive. */
  private volatile @Nullable SelfSigned selfSigned;

  EntryReader(Vault vault, ViewConfig view, Refreshed.Policy unchanging) {
    this.vault = vault;
    this.view = view;
    this.unchanging = unchanging;
  }

  /** Reads an entry. Keeps the known one, if any, if its version is still the same. */
  Entry read(Alias alias, @Nullable Entry known, Instant loaded) throws VaultException {
    if (vault.config().type() == VaultType.MANAGED_HSM) {
      return readKey(alias, known, loaded);
    }
    CertificateBundle bundle;
    try {
      bundle =
          known == null
              ? vault.reading(from -> from.getCertificate(alias.name(), alias.version()))
              // Not from a replica, which may have an older version than the one in memory.
              : vault.getCertificate(alias.name(), alias.version());
    } catch (VaultException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return readKey(alias, known, loaded);
      }
      // Keeps serving a certificate: its key alone would end TLS.
      if (e.reason() == Reason.FORBIDDEN && !(known instanceof Entry.Certified)) {
        return readKeyInstead(alias, known, loaded, e);
      }
      throw e;
    }
    if (known instanceof Entry.Certified certified
        && certified.version().equals(bundle.version())) {
      certified.key().remote().refreshed();
      return withWholeChain(alias, bundle, certified.with(bundle.attributes()), loaded);
    }
    Entry.Certified current = certified(alias, bundle);
    if (known instanceof Entry.Certified certified && certified.chain().isHeld()) {
      current.chain().get(loaded);
    }
    return current;
  }

  /** Tries to complete the chain at each refresh. Another failure is not news, so not a warning. */
  private Entry.Certified withWholeChain(
      Alias alias, CertificateBundle bundle, Entry.Certified known, Instant loaded)
      throws VaultException {
    if (known.chain().held().map(Entry.Chain::complete).orElse(true)) {
      return known;
    }
    Refreshed<Entry.Chain> again = chain(alias, bundle, known.certificate(), DEBUG);
    again.get(loaded);
    return known.with(again);
  }

  /**
   * Returns the chain, which is read when it is first needed and logs what it lacks. A complete
   * chain from the vault never changes for its version, but a file may change.
   */
  private Refreshed<Entry.Chain> chain(
      Alias alias,
      CertificateBundle bundle,
      X509Certificate certificate,
      System.Logger.Level level) {
    boolean fromFile = view.certificateChains().containsKey(alias.name());
    return new Refreshed<>(
        "The chain of " + alias,
        unchanging,
        (known, loaded) ->
            known != null && known.complete() && !fromFile
                ? known
                : readChain(alias, bundle, certificate, level));
  }

  private Entry.Certified certified(Alias alias, CertificateBundle bundle) throws VaultException {
    try {
      X509Certificate certificate = CertificateChains.certificate(bundle.encoded());
      PrivateHandle key =
          Handles.privateHandle(vault.key(bundle.keyId()), certificate.getPublicKey());
      if (view.selfSigned().containsKey(alias.name())) {
        LOG.log(
            WARNING,
            "{0} in {1} has a certificate already: {2} is ignored",
            alias,
            vault.config().uri(),
            SettingNames.selfSignedOf(alias.name()));
      }
      return new Entry.Certified(
          spelling(alias, bundle.name()),
          bundle.version(),
          certificate,
          key,
          bundle.attributes().created(),
          bundle.attributes(),
          chain(alias, bundle, certificate, view.chainFromIssuers() ? DEBUG : WARNING));
    } catch (CertificateException | InvalidKeySpecException e) {
      throw VaultException.unusable(
          "The certificate %s in %s cannot be used: %s"
              .formatted(alias, vault.config().uri(), e.getMessage()),
          e);
    }
  }

  private Entry readKeyInstead(
      Alias alias, @Nullable Entry known, Instant loaded, VaultException forbidden)
      throws VaultException {
    Entry key;
    try {
      key = readKey(alias, known, loaded);
    } catch (VaultException e) {
      throw forbidden;
    }
    if (key instanceof Entry.Missing) {
      throw forbidden;
    }
    LOG.log(
        WARNING, "The key {0} is used without a certificate. {1}", alias, forbidden.getMessage());
    return key;
  }

  private Entry readKey(Alias alias, @Nullable Entry known, Instant loaded) throws VaultException {
    KeyBundle bundle;
    try {
      bundle =
          known == null
              ? vault.findKey(alias.name(), alias.version())
              : vault.getKey(alias.name(), alias.version());
    } catch (VaultException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return new Entry.Missing();
      }
      throw e;
    }
    try {
      KeyHandle key = Handles.handle(vault.key(bundle), bundle);
      key.remote().refreshed();
      if (known instanceof Entry.Bare before) {
        requireSame(before.key(), key);
      }
      List<X509Certificate> chain =
          key instanceof PrivateHandle privateKey
              ? chain(alias, privateKey, bundle.attributes(), loaded)
              : List.of();
      return new Entry.Bare(
          spelling(alias, bundle.id().name()),
          key,
          bundle.attributes().created(),
          bundle.attributes(),
          chain);
    } catch (InvalidKeySpecException e) {
      throw VaultException.unusable(String.valueOf(e.getMessage()), e);
    }
  }

  /** The type, size and value of a key version never change. */
  private static void requireSame(KeyHandle before, KeyHandle now) throws VaultException {
    if (before.id().equals(now.id())
        && (!Arrays.equals(publicPart(before), publicPart(now)) || isResized(before, now))) {
      throw VaultException.unusable(
          """
          The service describes the key %s differently than before, but the key of a version never \
          changes: the answer is not trusted"""
              .formatted(now),
          null);
    }
  }

  /** Whether both sizes are known and differ. */
  private static boolean isResized(KeyHandle before, KeyHandle now) {
    return before instanceof SecretHandle old
        && now instanceof SecretHandle current
        && old.size().isPresent()
        && current.size().isPresent()
        && !old.size().equals(current.size());
  }

  /** Returns the encoded public key; empty for a symmetric key. */
  private static byte[] publicPart(KeyHandle key) {
    return key instanceof PrivateHandle privateKey
        ? privateKey.publicKey().getEncoded()
        : new byte[0];
  }

  private static String spelling(Alias alias, String name) {
    return alias.version().isEmpty() ? name : name + "/" + alias.version();
  }

  private Entry.Chain readChain(
      Alias alias, CertificateBundle bundle, X509Certificate certificate, System.Logger.Level level)
      throws VaultException {
    Path file = view.certificateChains().get(alias.name());
    if (file != null) {
      return withIssuersOf(file, alias, certificate);
    }
    if (CertificateChains.isSelfIssued(certificate)
        || !view.chainFromSecret()
        || bundle.secretVersion().isEmpty()) {
      return new Entry.Chain(List.of(certificate), true);
    }
    try {
      List<X509Certificate> certificates = secret(bundle);
      if (!certificates.contains(certificate)) {
        throw new VaultException(
            Reason.BAD_ANSWER,
            """
            Reading the secret %s/secrets/%s/%s failed: the answer is not trusted: it holds \
            other certificates and not that of %s. Nothing of it was used."""
                .formatted(
                    vault.config().uri(),
                    bundle.name(),
                    bundle.secretVersion().orElseThrow(),
                    alias),
            null);
      }
      return new Entry.Chain(CertificateChains.order(certificate, certificates), true);
    } catch (VaultException e) {
      if (!NO_SECRET.contains(e.reason())) {
        throw e;
      }
      return alone(alias, certificate, e, level);
    } catch (IOException | GeneralSecurityException e) {
      return alone(alias, certificate, e, level);
    } catch (TimeoutException e) {
      throw VaultException.timedOut(
          "The chain of %s was not read within %s s: %s. If the machine is merely slow, raise %s."
              .formatted(
                  alias,
                  vault.config().operationTimeout().toMillis() / 1000.0,
                  e.getMessage(),
                  Setting.OPERATION_TIMEOUT.key()));
    }
  }

  private List<X509Certificate> secret(CertificateBundle bundle)
      throws IOException, GeneralSecurityException, TimeoutException {
    long begun = System.nanoTime();
    try (SecretBundle secret = vault.secretBehind(bundle)) {
      return CertificateChains.secret(
          secret.value(),
          secret.contentType(),
          vault.config().operationTimeout().minusNanos(System.nanoTime() - begun));
    }
  }

  /** Takes the leaf from the vault, which may have renewed it since the file was written. */
  private Entry.Chain withIssuersOf(Path file, Alias alias, X509Certificate certificate)
      throws VaultException {
    List<X509Certificate> chain = CertificateChains.order(certificate, read(file, alias));
    if (chain.size() == 1 && !CertificateChains.isSelfIssued(certificate)) {
      LOG.log(
          WARNING,
          "The chain of {0} is its certificate alone: {1} does not hold its issuer, {2}",
          alias,
          file.toAbsolutePath(),
          certificate.getIssuerX500Principal());
    }
    return new Entry.Chain(chain, true);
  }

  private static Entry.Chain alone(
      Alias alias, X509Certificate certificate, Exception reason, System.Logger.Level level) {
    LOG.log(
        level,
        """
        The chain of {0} is its certificate alone: the secret behind it could not be read. Give \
        the chain with {1}{0}, or set {2}=false. {3}""",
        alias,
        SettingNames.chainOf(""),
        Setting.CHAIN_FROM_SECRET.key(),
        reason.getMessage());
    return new Entry.Chain(List.of(certificate), false);
  }

  /** Returns the chain of a key without a certificate: from a file, self-signed, or none. */
  private List<X509Certificate> chain(
      Alias alias, PrivateHandle key, Attributes attributes, Instant loaded) throws VaultException {
    String subject = view.selfSigned().get(alias.name());
    if (subject == null) {
      return configuredChain(alias, key.publicKey());
    }
    SelfSigned shared = selfSigned;
    if (shared == null) {
      shared = SelfSigned.of(vault);
      selfSigned = shared;
    }
    return List.of(shared.certificate(key, subject, attributes, unchanging, loaded));
  }

  /** Reads the configured chain of a key without a certificate; its leaf must be for the key. */
  private List<X509Certificate> configuredChain(Alias alias, PublicHandle publicKey)
      throws VaultException {
    Path file = view.certificateChains().get(alias.name());
    if (file == null) {
      return List.of();
    }
    List<X509Certificate> chain = read(file, alias);
    if (chain.isEmpty() || !publicKey.isCertifiedAs(chain.get(0).getPublicKey())) {
      throw VaultException.unusable(
          "The file %s does not begin with a certificate for the key %s of %s"
              .formatted(file.toAbsolutePath(), alias, vault.config().uri()),
          null);
    }
    return chain;
  }

  private static List<X509Certificate> read(Path file, Alias alias) throws VaultException {
    try {
      return CertificateChains.pemFile(file);
    } catch (IOException | CertificateException e) {
      throw VaultException.unusable(
          "The certificate chain of %s cannot be read from %s: %s"
              .formatted(alias, file.toAbsolutePath(), e),
          e);
    }
  }
}
