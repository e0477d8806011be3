package io.vaultjca.command.doctor.step;

import io.vaultjca.VaultException;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.handle.Handles;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.keystore.entry.Entry;
import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.Vault;
import io.vaultjca.vault.VaultConnections;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Checks that each replica answers, holds the key of the alias, and signs with it. */
public final class ReplicaVaults implements Look {
  @Override
  public Finding at(Facts facts) {
    Patient patient = facts.get(Patient.class);
    List<URI> replicas = patient.connection().replicas();
    if (replicas.isEmpty()) {
      return Finding.skipped("None is configured.");
    }
    Optional<PrivateHandle> key =
        Entries.found(facts).stream()
            .map(Entry.Present::key)
            .filter(PrivateHandle.class::isInstance)
            .map(PrivateHandle.class::cast)
            .findFirst()
            .filter(found -> facts.get(Call.class).alias().isPresent());
    if (key.isEmpty()) {
      return Finding.skipped("Not tried: it needs an alias whose key the replicas hold.");
    }
    List<String> well = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (URI replica : replicas) {
      try {
        well.add(look(patient, replica, key.get()));
      } catch (VaultException | GeneralSecurityException e) {
        wrong.add(e.getMessage());
      }
    }
    if (!wrong.isEmpty()) {
      well.addAll(0, wrong.subList(1, wrong.size()));
      return Finding.failed(wrong.get(0)).with(well);
    }
    return Finding.ok("All of them sign with the same key.").with(well);
  }

  private static String look(Patient patient, URI address, PrivateHandle own)
      throws VaultException, GeneralSecurityException {
    Vault replica =
        VaultConnections.to(
            new VaultConfig(
                patient.connection().of(address),
                patient.config().view(),
                patient.config().credentialReason()));
    KeyBundle bundle = replica.getKey(own.id().name(), "");
    PrivateHandle key = (PrivateHandle) Handles.handle(replica.key(bundle), bundle);
    if (!Arrays.equals(key.publicKey().getEncoded(), own.publicKey().getEncoded())) {
      throw VaultException.unusable(
          "The current version of %s is a different key from %s: copy that one with backup and restore."
              .formatted(key, own),
          null);
    }
    return RealSignature.sign(key, key.publicKey().plain()).text();
  }
}
