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

/**
 * The certificates that a trust store trusts: those of the objects that the configuration names,
 * and nothing else of the vault. They are read when the trust store is loaded, and refreshed as
 * {@link Refreshed} says.
 *
 * <p>An outage leaves what is in memory. An object of which the vault says that it is deleted,
 * disabled or without a certificate is trusted no more, and a warning says so: the vault is where
 * trust is taken back.
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

  /** What a named object holds; no certificates, and why, once it is not to be trusted. */
  private record Named(
      List<X509Certificate> certificates, Optional<Instant> created, VaultException gone) {}

  private record Shared(List<String> names, Duration interval, Clock clock) {}

  /** The objects of a configuration in memory, by name; gone with the last trust store of it. */
  private record Memory(Map<String, Refreshed<Named>> objects) {}

  /**
   * Reads all that is named.
   *
   * @throws VaultException if one of them cannot be read and is not in memory, does not exist, is
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
      // Whoever loads the trust store gets it.
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
   * The trusted certificates by alias in lower case: NAME for the first one of an object, NAME.2
   * for the second, and so on.
   *
   * @throws VaultException if none of the named objects is to be trusted any more: a trust store is
   *     never empty
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
        // No name of a vault has a dot, so this is not the alias of another object.
        String alias = object.getKey() + (number == 1 ? "" : "." + number);
        all.put(alias.toLowerCase(Locale.ROOT), new Trusted(alias, certificate, named.created()));
      }
    }
    if (all.isEmpty()) {
      throw gone;
    }
    return all;
  }

  private static Named read(Vault vault, Alias alias, Named known) throws VaultException {
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
            "''{0}'' of {1} is trusted no more. {2}",
            alias,
            vault.config().uri(),
            e.getMessage());
      }
      return new Named(List.of(), Optional.empty(), e);
    }
  }

  /** A certificate, or else a secret: a certificate's own secret may hold its private key. */
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

  /** Who may read this one secret, and no certificates, trusts what it holds. */
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
        // Its issuers are in it, and nobody named them.
        throw new VaultException(
            Reason.FORBIDDEN,
            """
            The secret %s/secrets/%s is that of a certificate, which may not be read: grant \
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
