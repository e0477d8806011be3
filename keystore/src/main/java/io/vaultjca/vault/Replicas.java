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
 * A vault and its replicas, which hold the same keys: what one of them can do as well as another.
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

  /** What is asked of one of the vaults. */
  @FunctionalInterface
  interface Request<T> {
    T to(Vault vault, Operation operation) throws VaultException;
  }

  /** What is asked of one of the vaults about the key there. */
  @FunctionalInterface
  interface KeyRequest<T> {
    T to(Vault vault, Operation operation, KeyId key) throws VaultException;
  }

  /** The vault of an address, if it is one of these. */
  Optional<Vault> vault(URI uri) {
    return vaults.stream().filter(vault -> vault.config().uri().equals(uri)).findFirst();
  }

  /** Where a key lies; known to all that use this key. */
  KeyCopies copies(KeyId id, KeyMaterial material) {
    return original.shared(new Same(id, hash(material)), () -> new KeyCopies(vaults, id, material));
  }

  /** The key that an identifier names, by what was said of it. */
  private record Same(KeyId id, int material) {}

  private static int hash(KeyMaterial material) {
    // Bytes have no hash code of their own.
    return material instanceof KeyMaterial.Akp akp
        ? Arrays.hashCode(akp.publicKey())
        : material.hashCode();
  }

  /** Has something done with a key. */
  <T> T send(Operation operation, KeyCopies copies, KeyRequest<T> request) throws VaultException {
    return exchanges.send(
        operation,
        copies,
        (i, turn) -> {
          KeyId key = copies.in(i);
          return request.to(vaults.get(i), operation.in(turn, key), key);
        });
  }

  /** Has something done that each of the vaults can do. */
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

  /** Reads something, from a replica while the original is away. */
  <T> T read(Vault.Reading<T> reading) throws VaultException {
    return exchanges.read(i -> reading.from(onceEach.get(i)), i -> reading.from(vaults.get(i)));
  }
}
