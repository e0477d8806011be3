package io.vaultjca.keystore.entry;

import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.config.VaultType;
import io.vaultjca.config.ViewConfig;
import io.vaultjca.keystore.chain.CertificateChains;
import io.vaultjca.keystore.chain.CertificateList;
import io.vaultjca.vault.CertificateBundle;
import io.vaultjca.vault.SecretBundle;
import io.vaultjca.vault.Vault;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that a trust store trusts: only those of the objects that the configuration
 * names. They are read when the trust store is loaded, and {@linkplain Refreshed refreshed}.
 *
 * <p>During an outage the certificates in memory stay. If the vault says that an object is deleted,
 * disabled or without a certificate, it is no longer trusted, and a warning says so: trust is
 * revoked in the vault.
 *
 * <p>Safe for use by several threads.
 */
public final class TrustedEntries {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  private final Memory memory;
  private final Instant loaded;

  private TrustedEntries(Memory memory, Instant loaded) {
    this.memory = memory;
    this.loaded = loaded;
  }

  /** A trusted certificate under its alias. */
  public record Trusted(String alias, X509Certificate certificate, Optional<Instant> created) {}

  /**
   * The certificates of a named object.
   *
   * @param gone why the object is no longer trusted, with no certificates; null if it is trusted
   */
  private record Named(
      List<X509Certificate> certificates,
      Optional<Instant> created,
      @Nullable VaultException gone) {}

  private record Shared(List<String> names, Duration interval, Clock clock) {}

  /** The objects of a configuration by name, in memory as long as a trust store uses them. */
  private record Memory(Map<String, Refreshed<Named>> objects) {}

  /**
   * Reads all named objects.
   *
   * @throws VaultException if an object is not in memory and cannot be read, does not exist, is
   *     disabled or holds no certificate; or if none is named
   */
  public static TrustedEntries load(Vault vault, ViewConfig view, Clock clock)
      throws VaultException {
    requireNames(vault, view.trusted());
    Instant loaded = clock.instant();
    Memory memory =
        vault.shared(
            new Shared(view.trusted(), view.refreshInterval(), clock),
            () -> new Memory(slots(vault, view, clock)));
    if (memory.objects().size() > 1) {
      memory
          .objects()
          .values()
          .forEach(object -> vault.background().execute(() -> readAhead(object, loaded)));
    }
    for (Map.Entry<String, Refreshed<Named>> object : memory.objects().entrySet()) {
      requireRead(vault.config().uri(), object.getKey(), object.getValue(), loaded);
    }
    return new TrustedEntries(memory, loaded);
  }

  private static void requireNames(Vault vault, List<String> names) throws VaultException {
    if (vault.config().type() == VaultType.MANAGED_HSM) {
      throw VaultException.configuration(
          "%s is a Managed HSM, which holds no certificates: a trust store needs a key vault"
              .formatted(vault.config().uri()));
    }
    if (names.isEmpty()) {
      throw VaultException.configuration(
          """
          No trusted certificate is named: a key store of the type AzureKeyVaultTrust needs \
          %s=NAME, NAME"""
              .formatted(Setting.TRUSTED.key()));
    }
  }

  private static Map<String, Refreshed<Named>> slots(Vault vault, ViewConfig view, Clock clock) {
    Refreshed.Policy policy =
        new Refreshed.Policy(
            view.refreshInterval(), vault.config().operationTimeout(), clock, vault.background());
    Map<String, Refreshed<Named>> slots = new LinkedHashMap<>();
    Map<Alias, String> spellings = new LinkedHashMap<>();
    view.trusted().forEach(name -> spellings.putIfAbsent(Alias.parse(name).orElseThrow(), name));
    spellings.forEach(
        (alias, name) ->
            slots.put(
                name,
                new Refreshed<>(
                    "The trusted certificate %s of %s".formatted(name, vault.config().uri()),
                    policy,
                    (known, since) -> read(vault, alias, known))));
    return slots;
  }

  private static void readAhead(Refreshed<Named> object, Instant loaded) {
    try {
      object.get(loaded);
    } catch (VaultException e) {
      // Loading the trust store throws it.
    }
  }

  private static void requireRead(URI vault, String name, Refreshed<Named> object, Instant loaded)
      throws VaultException {
    VaultException failure;
    try {
      failure = object.get(loaded).gone();
    } catch (VaultException e) {
      failure = e;
    }
    if (failure != null) {
      throw new VaultException(
          failure.reason(),
          failure.status(),
          failure.code().orElse(null),
          """
          The trust store is not loaded: '%s' of %s, which %s names, cannot be trusted. %s"""
              .formatted(name, vault, Setting.TRUSTED.key(), failure.getMessage()),
          failure);
    }
  }

  /**
   * Returns the trusted certificates by alias in lower case: NAME for the first one of an object,
   * NAME.2 for the second, and so on.
   *
   * @throws VaultException if no named object is trusted any more: a trust store is never empty
   */
  public Map<String, Trusted> all() throws VaultException {
    Map<String, Trusted> all = new LinkedHashMap<>();
    VaultException gone = null;
    for (Map.Entry<String, Refreshed<Named>> object : memory.objects().entrySet()) {
      Named named = object.getValue().recent(loaded);
      gone = named.gone() == null ? gone : named.gone();
      int number = 0;
      for (X509Certificate certificate : named.certificates()) {
        number++;
        // Names in a vault have no dots, so this cannot be the alias of another object.
        String alias = object.getKey() + (number == 1 ? "" : "." + number);
        all.put(alias.toLowerCase(Locale.ROOT), new Trusted(alias, certificate, named.created()));
      }
    }
    if (all.isEmpty()) {
      throw gone;
    }
    return all;
  }

  private static Named read(Vault vault, Alias alias, @Nullable Named known) throws VaultException {
    try {
      return read(vault, alias);
    } catch (VaultException e) {
      boolean gone =
          switch (e.reason()) {
            case NOT_FOUND, DISABLED, UNUSABLE -> true;
            default -> false;
          };
      if (known == null || !gone) {
        throw e;
      }
      if (known.gone() == null) {
        LOG.log(
            WARNING,
            "''{0}'' of {1} is no longer trusted. {2}",
            alias,
            vault.config().uri(),
            e.getMessage());
      }
      return new Named(List.of(), Optional.empty(), e);
    }
  }

  /**
   * Reads a certificate, or else a secret: the secret of a certificate may hold its private key.
   */
  private static Named read(Vault vault, Alias alias) throws VaultException {
    CertificateBundle bundle;
    try {
      bundle = vault.getCertificate(alias.name(), alias.version());
    } catch (VaultException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return readSecret(vault, alias);
      }
      if (e.reason() == Reason.FORBIDDEN) {
        return readSecretInstead(vault, alias, e);
      }
      throw e;
    }
    if (!bundle.attributes().enabled()) {
      throw new VaultException(
          Reason.DISABLED,
          "The certificate %s/certificates/%s is disabled".formatted(vault.config().uri(), alias),
          null);
    }
    try {
      return new Named(
          List.of(CertificateChains.certificate(bundle.encoded())),
          bundle.attributes().created(),
          null);
    } catch (CertificateException e) {
      throw unusable(vault, "certificates", alias, e);
    }
  }

  /** Reads the secret if the caller may read this secret but no certificates. */
  private static Named readSecretInstead(Vault vault, Alias alias, VaultException forbidden)
      throws VaultException {
    try {
      return readSecret(vault, alias);
    } catch (VaultException e) {
      if (e.reason() == Reason.NOT_FOUND || e.reason() == Reason.FORBIDDEN) {
        throw forbidden;
      }
      throw e;
    }
  }

  private static Named readSecret(Vault vault, Alias alias) throws VaultException {
    try (SecretBundle secret = vault.getSecret(alias.name(), alias.version())) {
      if (secret.ofCertificate()) {
        // It also holds the issuers, which the configuration does not name.
        throw new VaultException(
            Reason.FORBIDDEN,
            """
            The secret %s/secrets/%s belongs to a certificate that may not be read: grant \
            certificates/get"""
                .formatted(vault.config().uri(), alias),
            null);
      }
      return new Named(CertificateList.read(secret.value()), secret.attributes().created(), null);
    } catch (VaultException e) {
      throw e;
    } catch (IOException | CertificateException e) {
      throw unusable(vault, "secrets", alias, e);
    }
  }

  private static VaultException unusable(
      Vault vault, String collection, Alias alias, Exception reason) {
    return VaultException.unusable(
        "%s/%s/%s cannot be used: %s"
            .formatted(vault.config().uri(), collection, alias, reason.getMessage()),
        reason);
  }
}
