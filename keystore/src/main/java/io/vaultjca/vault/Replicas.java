package io.vaultjca.vault;

import io.vaultjca.VaultException;
import io.vaultjca.exchange.Exchanges;
import io.vaultjca.exchange.Operation;
import io.vaultjca.key.KeyId;
import io.vaultjca.transport.Deadline;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A vault and its replicas, which hold the same keys: sends an operation to any one that can do it.
 *
 * <p>Safe for use by several threads.
 */
final class Replicas {
  private final Vault original;
  private final List<Vault> vaults = new ArrayList<>();
  private final List<Vault> onceEach = new ArrayList<>();
  private final Exchanges exchanges;

  Replicas(Vault original) {
    this.original = original;
    vaults.add(original);
    original.config().replicas().forEach(uri -> vaults.add(original.replica(uri)));
    this.exchanges = new Exchanges(vaults.stream().map(Vault::exchange).toList());
    for (int i = 0; i < vaults.size(); i++) {
      int vault = i;
      onceEach.add(vaults.get(i).once(() -> exchanges.patience(vault)));
    }
  }

  /** A request to one of the vaults. */
  @FunctionalInterface
  interface Request<T> {
    T to(Vault vault, Operation operation) throws VaultException;
  }

  /** A request to one of the vaults about its copy of a key. */
  @FunctionalInterface
  interface KeyRequest<T> {
    T to(Vault vault, Operation operation, KeyId key) throws VaultException;
  }

  /** Returns the vault with an address, if it is one of these. */
  Optional<Vault> vault(URI uri) {
    return vaults.stream().filter(vault -> vault.config().uri().equals(uri)).findFirst();
  }

  /** Returns the copies of a key, which all users of this key share. */
  KeyCopies copies(KeyId id, KeyMaterial material) {
    return original.shared(
        new Same(id, hash(material)), () -> new KeyCopies(this, vaults, id, material));
  }

  /** A key identifier and the public part that goes with it. */
  private record Same(KeyId id, int material) {}

  private static int hash(KeyMaterial material) {
    // The hash code of an array does not depend on its bytes.
    return material instanceof KeyMaterial.Akp akp
        ? Arrays.hashCode(akp.publicKey())
        : material.hashCode();
  }

  /** Sends an operation of a key to one of the vaults that hold it. */
  <T> T send(Operation operation, KeyCopies copies, KeyRequest<T> request) throws VaultException {
    return exchanges.send(
        operation,
        copies,
        (i, turn) -> {
          KeyId key = copies.in(i);
          return request.to(vaults.get(i), operation.in(turn, key), key);
        });
  }

  /** Sends an operation to one of the vaults, all of which can do it. */
  <T> T any(Operation operation, Request<T> request) throws VaultException {
    return exchanges.send(
        operation,
        new All((1 << vaults.size()) - 1),
        (i, turn) -> {
          Vault vault = vaults.get(i);
          return request.to(vault, operation.in(turn, vault.config().uri()));
        });
  }

  private record All(int known) implements Exchanges.Candidates {
    @Override
    public int unknown() {
      return 0;
    }

    @Override
    public int sought(int tried, Deadline deadline) {
      return known;
    }

    @Override
    public boolean leavesOut(int vault, VaultException refusal) {
      return vault != 0;
    }
  }

  /** Reads from the original, or from a replica while the original is away. */
  <T> T read(Vault.Reading<T> reading) throws VaultException {
    return exchanges.read(i -> reading.from(onceEach.get(i)), i -> reading.from(vaults.get(i)));
  }
}
