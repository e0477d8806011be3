package io.vaultjca.embedded.store;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A name and its versions, together with what hangs on the name: a certificate's policy, a key's
 * rotation policy. It outlives its deletion until it is purged. Thread-safe.
 *
 * @param <V> what it is versions of
 * @param <X> what else hangs on the name
 */
public final class VaultObject<V extends Version, X> {
  private final String name;
  private final long number;
  private final NavigableMap<String, V> versions = new ConcurrentSkipListMap<>();
  private final List<String> created = new CopyOnWriteArrayList<>();
  private volatile String current;
  private volatile X extra;
  private volatile Life life = new Life.Live(0);

  /**
   * An object without versions.
   *
   * @param number the older of two has the smaller one
   */
  VaultObject(String name, long number) {
    this.name = name;
    this.number = number;
  }

  /** As it was spelled when it was created. */
  public String name() {
    return name;
  }

  /** Adds a version, which becomes the current one, or replaces an existing one in its place. */
  public void put(V version) {
    if (versions.put(version.version(), version) == null) {
      created.add(version.version());
      current = version.version();
    }
  }

  /** The version last created; empty while there is none, as while the first one is pending. */
  public Optional<V> current() {
    return Optional.ofNullable(current).map(versions::get);
  }

  /** A version; the current one for an empty identifier. */
  public Optional<V> version(String version) {
    return version.isEmpty() ? current() : Optional.ofNullable(versions.get(version));
  }

  /** The version that was created before another one. */
  public Optional<V> before(V version) {
    int place = created.indexOf(version.version());
    return place < 1 ? Optional.empty() : Optional.ofNullable(versions.get(created.get(place - 1)));
  }

  /** All versions in the order of their creation. */
  public List<V> versions() {
    return created.stream().map(versions::get).toList();
  }

  /**
   * The versions from an identifier on, ordered by it: how a vault lists them.
   *
   * @param identifier empty for all
   */
  public Stream<V> versionsFrom(String identifier) {
    return versions.tailMap(identifier, true).values().stream();
  }

  /**
   * The versions from an identifier on, in the order of their creation: how a Managed HSM lists
   * them.
   *
   * @param identifier empty for all
   */
  public Stream<V> versionsCreatedFrom(String identifier) {
    return versions().stream()
        .dropWhile(version -> !identifier.isEmpty() && !version.version().equals(identifier));
  }

  /** What else hangs on the name; null if nothing does. */
  public X extra() {
    return extra;
  }

  public void extra(X changed) {
    extra = changed;
  }

  long number() {
    return number;
  }

  Life life() {
    return life;
  }

  void life(Life changed) {
    life = changed;
  }

  /** When it was deleted and when it will be purged. */
  public Optional<Life.Deleted> deletion() {
    return life instanceof Life.Deleted deleted ? Optional.of(deleted) : Optional.empty();
  }
}
