package io.vaultjca.command.doctor.step;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.config.SettingNames;
import io.vaultjca.config.ViewConfig;
import io.vaultjca.keystore.entry.Alias;
import io.vaultjca.vault.CertificateBundle;
import io.vaultjca.vault.ListedItem;
import io.vaultjca.vault.SecretBundle;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks each permission that the provider uses, with the request that needs it. It sends only
 * requests that a program with this configuration sends: a caller needs no further permissions.
 */
public final class Permissions {
  private static final String OF_HSM = "Not used: a Managed HSM holds only keys.";

  private Permissions() {}

  /** The certificates of the vault. */
  record Certificates(List<ListedItem> all) {}

  /** The keys of the Managed HSM. */
  record Keys(List<ListedItem> all) {}

  /** A certificate that was read. */
  record Sample(String alias, CertificateBundle bundle) {}

  /** Lists the certificates, for the aliases of a key store. */
  public static Finding certificatesList(Facts facts) throws VaultException {
    Patient patient = facts.get(Patient.class);
    if (patient.isManagedHsm()) {
      return Finding.skipped(OF_HSM);
    }
    if (isExact(patient.config().view())) {
      return Finding.skipped(
          "Not used: %s names all aliases in full.".formatted(Setting.ALIASES.key()));
    }
    List<ListedItem> listed = patient.vault().listCertificates();
    facts.learn(Certificates.class, new Certificates(listed));
    return Finding.ok(listed(listed.size(), "certificate"));
  }

  /** Reads a certificate: that of the alias, or the first usable one. */
  public static Finding certificatesGet(Facts facts) throws VaultException {
    Patient patient = facts.get(Patient.class);
    if (patient.isManagedHsm()) {
      return Finding.skipped(OF_HSM);
    }
    Optional<String> name = sample(facts);
    if (name.isEmpty()) {
      return Finding.skipped("Not checked: there is no certificate to read.");
    }
    Alias alias = alias(name.get());
    try {
      CertificateBundle bundle = patient.vault().getCertificate(alias.name(), alias.version());
      facts.learn(Sample.class, new Sample(alias.toString(), bundle));
      return Finding.ok("The certificate %s can be read.".formatted(alias));
    } catch (VaultException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        // This answer needs the permission to read.
        return Finding.ok("Certificates can be read; none is named %s.".formatted(alias));
      }
      throw e;
    }
  }

  /** Lists the keys, for the aliases of a Managed HSM. */
  public static Finding keysList(Facts facts) throws VaultException {
    Patient patient = facts.get(Patient.class);
    if (!patient.isManagedHsm()) {
      return Finding.skipped("Not used: the aliases of a Key Vault are its certificates.");
    }
    List<ListedItem> listed = patient.vault().listKeys();
    facts.learn(Keys.class, new Keys(listed));
    return Finding.ok(listed(listed.size(), "key"));
  }

  /** Reads a key, for keys without a certificate in the vault. */
  public static Finding keysGet(Facts facts) throws VaultException {
    Patient patient = facts.get(Patient.class);
    Optional<String> name =
        facts
            .get(Call.class)
            .alias()
            .filter(alias -> facts.find(Sample.class).isEmpty())
            .filter(alias -> Alias.parse(alias).isPresent())
            .or(() -> withoutCertificate(facts));
    if (name.isEmpty()) {
      return Finding.skipped("Not used: no key without a certificate is named.");
    }
    Alias alias = alias(name.get());
    try {
      patient.vault().getKey(alias.name(), alias.version());
      return Finding.ok("The key %s can be read.".formatted(alias));
    } catch (VaultException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return Finding.ok("Keys can be read; none is named %s.".formatted(alias));
      }
      throw e;
    }
  }

  /** Reads the secret behind a certificate, for the rest of its chain. */
  public static Finding secretsGet(Facts facts) throws VaultException, GeneralSecurityException {
    Patient patient = facts.get(Patient.class);
    if (patient.isManagedHsm()) {
      return Finding.skipped(OF_HSM);
    }
    Optional<Sample> sample = facts.find(Sample.class);
    if (sample.isEmpty()) {
      return Finding.skipped("Not checked: there is no certificate.");
    }
    String alias = sample.get().alias();
    Optional<String> needless = needless(patient.config().view(), sample.get());
    if (needless.isPresent()) {
      return Finding.skipped("Not used: %s.".formatted(needless.get()));
    }
    CertificateBundle bundle = sample.get().bundle();
    try (SecretBundle secret =
        patient.vault().getSecret(bundle.name(), bundle.secretVersion().orElseThrow())) {
      return Finding.ok(
          "The secret behind %s can be read, %s: its chain is in it."
              .formatted(alias, secret.contentType()));
    } catch (VaultException e) {
      if (e.reason() == Reason.FORBIDDEN) {
        return Finding.failed(
            "%s Without it the chain is the certificate alone; if that is intended, set %s=false."
                .formatted(e.getMessage(), Setting.CHAIN_FROM_SECRET.key()));
      }
      throw e;
    }
  }

  /** The reason not to read the secret behind a certificate for its chain, if there is one. */
  private static Optional<String> needless(ViewConfig view, Sample sample)
      throws GeneralSecurityException {
    String name = alias(sample.alias()).name();
    if (view.certificateChains().containsKey(name)) {
      return Optional.of("%s gives the chain".formatted(SettingNames.chainOf(name)));
    }
    if (!view.chainFromSecret()) {
      return Optional.of("%s=false".formatted(Setting.CHAIN_FROM_SECRET.key()));
    }
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509", "SUN")
                .generateCertificate(new ByteArrayInputStream(sample.bundle().encoded()));
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
            || sample.bundle().secretVersion().isEmpty()
        ? Optional.of("the certificate of %s is self-signed".formatted(sample.alias()))
        : Optional.empty();
  }

  /** The given alias, or the first usable one. */
  private static Optional<String> sample(Facts facts) {
    Patient patient = facts.get(Patient.class);
    Instant now = Instant.now();
    return facts
        .get(Call.class)
        .alias()
        .filter(alias -> Alias.parse(alias).isPresent())
        .or(
            () ->
                listed(facts).stream()
                    .filter(item -> item.attributes().whyUnusable(now).isEmpty())
                    .map(ListedItem::name)
                    .findFirst())
        .or(() -> first(named(patient.config().view())));
  }

  /** The names that the view gives in full, without wildcards. */
  static List<String> named(ViewConfig view) {
    return view.aliases().stream().filter(name -> !isGlob(name)).toList();
  }

  private static boolean isGlob(String name) {
    return name.contains("*") || name.contains("?");
  }

  /** The certificates of the vault that the view does not hide. */
  static List<ListedItem> listed(Facts facts) {
    Patient patient = facts.get(Patient.class);
    return facts.find(Certificates.class).stream()
        .flatMap(known -> known.all().stream())
        .filter(item -> !patient.entries().hides(alias(item.name())))
        .toList();
  }

  static boolean isExact(ViewConfig view) {
    return !view.aliases().isEmpty() && named(view).size() == view.aliases().size();
  }

  /** A key that gets its chain from the configuration, or the first of a Managed HSM. */
  private static Optional<String> withoutCertificate(Facts facts) {
    if (facts.get(Call.class).alias().isPresent()) {
      return Optional.empty();
    }
    return chained(facts).stream()
        .findFirst()
        .or(
            () ->
                facts.find(Keys.class).stream()
                    .flatMap(known -> known.all().stream())
                    .map(ListedItem::name)
                    .findFirst());
  }

  /** The keys that get their chain from the configuration, and are not listed as certificates. */
  static List<String> chained(Facts facts) {
    ViewConfig view = facts.get(Patient.class).config().view();
    Set<String> certified =
        facts.find(Certificates.class).stream()
            .flatMap(known -> known.all().stream())
            .map(item -> item.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return Stream.concat(
            view.certificateChains().keySet().stream(), view.selfSigned().keySet().stream())
        .filter(name -> !certified.contains(name))
        .sorted()
        .toList();
  }

  private static Optional<String> first(List<String> names) {
    return names.stream().findFirst();
  }

  private static Alias alias(String name) {
    return Alias.parse(name).orElseThrow();
  }

  private static String listed(int count, String what) {
    return count == 1
        ? "1 %s is listed.".formatted(what)
        : "%s %ss are listed.".formatted(count, what);
  }
}
