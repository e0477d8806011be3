package io.vaultjca.command.doctor.step;

import io.vaultjca.VaultException;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.keystore.entry.Entry;
import io.vaultjca.vault.ListedItem;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reports certificates of chains, and keys, that expire within thirty days. */
public final class Expiry implements Look {
  private static final Duration SOON = Duration.ofDays(30);

  @Override
  public Finding at(Facts facts) throws VaultException {
    Patient patient = facts.get(Patient.class);
    Map<String, Instant> ends = new TreeMap<>();
    for (Entry.Present entry : Entries.found(facts)) {
      Entries.attributes(entry)
          .flatMap(known -> known.expires())
          .ifPresent(end -> earliest(ends, entry.alias(), end));
      for (X509Certificate certificate : patient.entries().chain(entry)) {
        earliest(ends, entry.alias(), certificate.getNotAfter().toInstant());
      }
    }
    if (facts.get(Call.class).alias().isEmpty()) {
      addListed(ends, facts);
    }
    Instant now = Instant.now();
    ends.values().removeIf(now::isAfter);
    List<String> soon =
        ends.entrySet().stream()
            .filter(end -> end.getValue().isBefore(now.plus(SOON)))
            .map(end -> line(end.getKey(), end.getValue(), now))
            .toList();
    if (!soon.isEmpty()) {
      return Finding.failed("%s Renew what expires within 30 days.".formatted(soon.get(0)))
          .with(soon.subList(1, soon.size()));
    }
    Optional<Map.Entry<String, Instant>> first =
        ends.entrySet().stream().min(Map.Entry.comparingByValue());
    return first
        .map(end -> Finding.ok(line(end.getKey(), end.getValue(), now)))
        .orElse(Finding.skipped("Nothing here has an expiry date."));
  }

  private static void addListed(Map<String, Instant> ends, Facts facts) {
    for (ListedItem item : Permissions.listed(facts)) {
      if (item.attributes().enabled()) {
        item.attributes().expires().ifPresent(end -> earliest(ends, item.name(), end));
      }
    }
  }

  private static void earliest(Map<String, Instant> ends, String name, Instant end) {
    ends.merge(name, end, (one, other) -> one.isBefore(other) ? one : other);
  }

  private static String line(String name, Instant end, Instant now) {
    long days = Duration.between(now, end).toDays();
    return "%s expires on %s, in %s."
        .formatted(name, end.toString().substring(0, 10), days == 1 ? "1 day" : days + " days");
  }
}
