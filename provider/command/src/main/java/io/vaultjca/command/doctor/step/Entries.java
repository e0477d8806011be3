package io.vaultjca.command.doctor.step;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Finding.Result;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.command.doctor.step.Permissions.Certificates;
import io.vaultjca.config.SettingNames;
import io.vaultjca.exchange.Operation;
import io.vaultjca.handle.SecretHandle;
import io.vaultjca.keystore.entry.Alias;
import io.vaultjca.keystore.entry.Entry;
import io.vaultjca.vault.Attributes;
import io.vaultjca.vault.ListedItem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the alias is an entry of the key store; without one, what the key store shows. What is
 * disabled was switched off by somebody, and is named; what has expired was not, and is wrong.
 */
public final class Entries implements Look {
  /** How many entries are read where no alias is named: a vault may hold thousands. */
  private static final int MOST_READ = 10;

  private static final Duration AT_MOST = Duration.ofSeconds(3);

  /** The entries that are looked at further. */
  private record Present(List<Entry.Present> all) {}

  @Override
  public Finding at(Facts facts) throws VaultException {
    Patient patient = facts.get(Patient.class);
    List<Entry.Present> found = new ArrayList<>();
    Finding finding =
        facts.get(Call.class).alias().isPresent()
            ? one(patient, facts.get(Call.class).alias().get(), found)
            : all(patient, facts, found);
    facts.learn(Present.class, new Present(found));
    return finding;
  }

  private static Finding one(Patient patient, String alias, List<Entry.Present> found)
      throws VaultException {
    String named = "The alias '%s' of %s".formatted(alias, patient.uri());
    Entry entry = patient.entries().entry(alias);
    if (entry instanceof Entry.LeftOut leftOut) {
      return Finding.failed("%s is left out. %s".formatted(named, leftOut.reason()));
    }
    if (entry instanceof Entry.Missing) {
      return Finding.failed(
          "%s %s.%s".formatted(named, whyMissing(patient, alias), deleted(patient, alias)));
    }
    Entry.Present present = (Entry.Present) entry;
    found.add(present);
    Optional<String> unusable = attributes(present).flatMap(known -> known.whyUnusable(now()));
    if (unusable.isPresent()) {
      return Finding.failed(
          "%s is left out: %s. Enable or renew it in the vault.".formatted(named, unusable.get()));
    }
    if (present.key() instanceof SecretHandle secret) {
      return Finding.ok(
          "%s is a symmetric key%s."
              .formatted(
                  named,
                  secret.size().isPresent()
                      ? ""
                      : (", whose size the service did not tell: name the transformation by it, or"
                              + " set %s=2026-04-01")
                          .formatted(Setting.API_VERSION.key())));
    }
    return patient.entries().chain(present).isEmpty()
        ? Finding.skipped(
            ("%s is left out of the key store: it is a key without a certificate. Give its chain"
                    + " with %s, if it is to be an entry; getKey answers all the same.")
                .formatted(named, SettingNames.chainOf(alias)))
        : Finding.ok("%s is an entry.".formatted(named));
  }

  /** With the nearest name, for which the list has to be known. */
  private static String whyMissing(Patient patient, String alias) throws VaultException {
    try {
      List<String> unused = patient.entries().aliases();
    } catch (VaultException e) {
      // Then without: that the list is refused is said elsewhere.
    }
    return patient.entries().whyMissing(alias);
  }

  /** A sentence, if the name is that of a deleted certificate; else nothing. */
  private static String deleted(Patient patient, String alias) {
    Optional<String> name = Alias.parse(alias).map(Alias::name);
    if (patient.isManagedHsm() || name.isEmpty()) {
      return "";
    }
    try {
      patient
          .vault()
          .requests()
          .get(
              Operation.of(AT_MOST, "Looking for the deleted certificate %s", alias),
              "deletedcertificates/" + name.get());
      return " A certificate of this name is deleted and can be recovered: az keyvault certificate"
          + " recover --vault-name %s --name %s."
              .formatted(patient.uri().getHost().split("\\.", 2)[0], name.get());
    } catch (VaultException e) {
      return "";
    }
  }

  private static Finding all(Patient patient, Facts facts, List<Entry.Present> found)
      throws VaultException {
    List<String> details = new ArrayList<>();
    boolean wrong = false;
    for (ListedItem item : facts.find(Certificates.class).map(Certificates::all).orElse(List.of())) {
      Optional<String> why = item.attributes().whyUnusable(now());
      if (why.isPresent() && !patient.entries().hides(Alias.parse(item.name()).orElseThrow())) {
        details.add("The alias '%s' is left out: %s.".formatted(item.name(), why.get()));
        wrong |= item.attributes().enabled();
      }
    }
    List<String> shown = patient.entries().aliases();
    for (String alias : named(patient, facts)) {
      Finding finding = one(patient, alias, found);
      if (finding.result() != Result.OK) {
        details.add(finding.text());
        wrong = true;
      }
    }
    if (found.isEmpty()) {
      for (String alias : shown.subList(0, Math.min(MOST_READ, shown.size()))) {
        Finding finding = one(patient, alias, found);
        if (finding.result() == Result.FAILED) {
          details.add(finding.text());
          wrong = true;
        }
      }
    }
    String text =
        "%s shown, of which %s looked at."
            .formatted(number(shown.size()), found.size() == 1 ? "1 is" : found.size() + " are");
    return wrong
        ? Finding.failed(
                "%s Some that could be are not: renew or enable them, or narrow %s."
                    .formatted(text, Setting.ALIASES.key()))
            .with(details)
        : Finding.ok(text).with(details);
  }

  /** What the configuration names, and so wants to be shown. */
  private static List<String> named(Patient patient, Facts facts) {
    List<String> names = new ArrayList<>();
    if (Permissions.isExact(patient.config().view())) {
      names.addAll(Permissions.named(patient.config().view()));
    } else {
      names.addAll(Permissions.chained(facts));
    }
    return names.subList(0, Math.min(MOST_READ, names.size()));
  }

  /** What was found; nothing, if it could not be looked for. */
  static List<Entry.Present> found(Facts facts) {
    return facts.find(Present.class).map(Present::all).orElse(List.of());
  }

  static Optional<Attributes> attributes(Entry.Present entry) {
    if (entry instanceof Entry.Certified certified) {
      return Optional.of(certified.attributes());
    }
    return entry instanceof Entry.Bare bare ? Optional.of(bare.attributes()) : Optional.empty();
  }

  private static String number(int count) {
    return count == 1 ? "1 entry is" : count + " entries are";
  }

  private static Instant now() {
    return Instant.now();
  }
}
