package io.vaultjca.command.doctor.step;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Finding.Result;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.config.SettingNames;
import io.vaultjca.config.ViewConfig;
import io.vaultjca.exchange.Operation;
import io.vaultjca.handle.SecretHandle;
import io.vaultjca.keystore.entry.Alias;
import io.vaultjca.keystore.entry.Entry;
import io.vaultjca.vault.Attributes;
import io.vaultjca.vault.ListedItem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Checks that the alias is an entry of the key store; without an alias, all entries. A disabled
 * certificate is reported, because somebody disabled it; an expired one is a failure.
 */
public final class Entries implements Look {
  /** How many entries are read without an alias: a vault may hold thousands. */
  private static final int MOST_READ = 10;

  private static final Duration AT_MOST = Duration.ofSeconds(3);

  /** The entries that later steps check. */
  private record Present(List<Entry.Present> all) {}

  @Override
  public Finding at(Facts facts) throws VaultException {
    Patient patient = facts.get(Patient.class);
    List<Entry.Present> found = new ArrayList<>();
    facts.learn(Present.class, new Present(found));
    try {
      return facts.get(Call.class).alias().isPresent()
          ? one(patient, facts.get(Call.class).alias().get(), "", found)
          : all(patient, facts, found);
    } catch (VaultException e) {
      if (facts.hasFailed("certificates list", "certificates get", "keys list", "keys get")) {
        return Finding.skipped("Not checked: a step above that it needs has failed.");
      }
      throw e;
    }
  }

  /** Checks one alias; {@code namedBy} ends a sentence with the setting that names it, if any. */
  private static Finding one(
      Patient patient, String alias, String namedBy, List<Entry.Present> found)
      throws VaultException {
    String named = "The alias '%s' of %s".formatted(alias, patient.uri());
    Entry entry = patient.entries().entry(alias);
    if (entry instanceof Entry.LeftOut leftOut) {
      return Finding.failed("%s is left out. %s".formatted(named, leftOut.reason()));
    }
    if (entry instanceof Entry.Missing) {
      return Finding.failed(
          "%s %s.%s"
              .formatted(
                  named,
                  namedBy.isEmpty() ? whyMissing(patient, alias) : "does not exist" + namedBy,
                  deleted(patient, alias)));
    }
    Entry.Present present = (Entry.Present) entry;
    found.add(present);
    Optional<String> unusable = attributes(present).flatMap(known -> known.whyUnusable(now()));
    if (unusable.isPresent()) {
      return Finding.failed(leftOut(patient, alias, unusable.get()));
    }
    if (present.key() instanceof SecretHandle secret) {
      return Finding.ok(
          "%s is a symmetric key%s."
              .formatted(
                  named,
                  secret.size().isPresent()
                      ? ""
                      : ", whose size the service does not report: name it in the transformation, or set %s=2026-04-01"
                          .formatted(Setting.API_VERSION.key())));
    }
    return patient.entries().chain(present).isEmpty()
        ? Finding.skipped(
            "%s is left out of the key store: it is a key without a certificate. Give its chain with %s, if it is to be an entry; getKey answers all the same."
                .formatted(named, SettingNames.chainOf(alias)))
        : Finding.ok("%s is an entry.".formatted(named));
  }

  private static String leftOut(Patient patient, String alias, String why) {
    return "The alias '%s' of %s is left out: %s. Enable or renew it in the vault, or narrow %s."
        .formatted(alias, patient.uri(), why, Setting.ALIASES.key());
  }

  /** Lists the aliases first, so that the message can suggest the nearest one. */
  private static String whyMissing(Patient patient, String alias) throws VaultException {
    try {
      List<String> unused = patient.entries().aliases();
    } catch (VaultException e) {
      // Then without a suggestion; another step reports the refused list.
    }
    return patient.entries().whyMissing(alias);
  }

  /** A sentence if a deleted certificate has this name; otherwise empty. */
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
      return " A certificate of this name is deleted and can be recovered: az keyvault certificate recover --vault-name %s --name %s."
          .formatted(patient.uri().getHost().split("\\.", 2)[0], name.get());
    } catch (VaultException e) {
      return "";
    }
  }

  private static Finding all(Patient patient, Facts facts, List<Entry.Present> found)
      throws VaultException {
    List<String> wrong = new ArrayList<>();
    List<String> disabled = new ArrayList<>();
    for (ListedItem item : Permissions.listed(facts)) {
      Optional<String> why = item.attributes().whyUnusable(now());
      if (why.isPresent() && item.attributes().enabled()) {
        wrong.add(leftOut(patient, item.name(), why.get()));
      } else if (why.isPresent()) {
        disabled.add("The alias '%s' is left out: %s.".formatted(item.name(), why.get()));
      }
    }
    List<String> shown = patient.entries().aliases();
    Map<String, String> looked = new LinkedHashMap<>(named(patient, facts));
    shown.forEach(alias -> looked.putIfAbsent(alias.toLowerCase(Locale.ROOT), ""));
    for (Map.Entry<String, String> alias : looked.entrySet().stream().limit(MOST_READ).toList()) {
      Finding finding = one(patient, alias.getKey(), alias.getValue(), found);
      if (finding.result() != Result.OK) {
        wrong.add(finding.text());
      }
    }
    if (!wrong.isEmpty()) {
      List<String> others = new ArrayList<>(wrong.subList(1, wrong.size()));
      others.addAll(disabled);
      return Finding.failed(wrong.get(0)).with(others);
    }
    return Finding.ok(
            "%s shown, of which %s checked."
                .formatted(are(shown.size(), "alias"), are(found.size(), "")))
        .with(disabled);
  }

  /** The aliases that the configuration names, each with the setting that does. */
  private static Map<String, String> named(Patient patient, Facts facts) {
    ViewConfig view = patient.config().view();
    Map<String, String> names = new LinkedHashMap<>();
    if (Permissions.isExact(view)) {
      Permissions.named(view)
          .forEach(
              name ->
                  names.put(
                      name.toLowerCase(Locale.ROOT),
                      ", and %s names it".formatted(Setting.ALIASES.key())));
    } else {
      for (String name : Permissions.chained(facts)) {
        names.put(
            name,
            ", and %s names it"
                .formatted(
                    view.selfSigned().containsKey(name)
                        ? SettingNames.selfSignedOf(name)
                        : SettingNames.chainOf(name)));
      }
    }
    return names;
  }

  /** The found entries; empty if that step failed. */
  static List<Entry.Present> found(Facts facts) {
    return facts.find(Present.class).map(Present::all).orElse(List.of());
  }

  static Optional<Attributes> attributes(Entry.Present entry) {
    if (entry instanceof Entry.Certified certified) {
      return Optional.of(certified.attributes());
    }
    return entry instanceof Entry.Bare bare ? Optional.of(bare.attributes()) : Optional.empty();
  }

  private static String are(int count, String what) {
    String plural = what.isEmpty() ? "" : " " + what + (count == 1 ? "" : "es");
    return "%s%s %s".formatted(count, plural, count == 1 ? "is" : "are");
  }

  private static Instant now() {
    return Instant.now();
  }
}
