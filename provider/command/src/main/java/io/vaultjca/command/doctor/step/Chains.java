package io.vaultjca.command.doctor.step;

import io.vaultjca.VaultException;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.keystore.entry.Entry;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks that the chains are complete: a peer may not know the issuer of a lone certificate. */
public final class Chains implements Look {
  @Override
  public Finding at(Facts facts) throws VaultException {
    Patient patient = facts.get(Patient.class);
    List<String> whole = new ArrayList<>();
    List<String> lacking = new ArrayList<>();
    for (Entry.Present entry : Entries.found(facts)) {
      Optional<String> why =
          entry instanceof Entry.Certified certified
              ? patient.entries().whyIncomplete(certified)
              : Optional.empty();
      List<X509Certificate> chain = patient.entries().chain(entry);
      if (why.isPresent()) {
        lacking.add("The alias '%s' of %s %s.".formatted(entry.alias(), patient.uri(), why.get()));
      } else if (!chain.isEmpty()) {
        whole.add(line(entry.alias(), chain));
      }
    }
    if (!lacking.isEmpty()) {
      return Finding.failed(
              lacking.size() == 1
                  ? lacking.get(0)
                  : "%s %s more are like this.".formatted(lacking.get(0), lacking.size() - 1))
          .with(lacking.subList(1, lacking.size()));
    }
    return whole.isEmpty()
        ? Finding.skipped("Not checked: there is no certificate.")
        : Finding.ok(
                whole.size() == 1
                    ? whole.get(0)
                    : "The %s checked chains are complete.".formatted(whole.size()))
            .with(whole.size() == 1 ? List.of() : whole);
  }

  private static String line(String alias, List<X509Certificate> chain) {
    X509Certificate last = chain.get(chain.size() - 1);
    boolean root = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
    return "The chain of %s has %s%s."
        .formatted(
            alias,
            chain.size() == 1 ? "1 certificate" : chain.size() + " certificates",
            root
                ? ", up to a self-signed one"
                : ", up to one issued by %s".formatted(last.getIssuerX500Principal().getName()));
  }
}
