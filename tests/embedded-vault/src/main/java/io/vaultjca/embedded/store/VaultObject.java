package io.vaultjca.embedded.store;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A name and its versions, with the state that does not belong to a version, such as a
 * certificate's policy. A deleted object exists until it is purged. Thread-safe.
 *
 * @param <V> the type of the versions
 * @param <X> the type of the state that does not belong to a version
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
   * Creates an object without versions.
   *
   * @param number increases with the time of creation
   */
  VaultObject(String name, long number) {
    this.name = name;
    this.number = number;
  }

  /** Returns the name in the case in which it was created. */
  public String name() {
    return name;
  }

  /** Adds a version, which becomes the current one, or replaces one in its place. */
  public void put(V version) {
    if (versions.put(version.version(), version) == null) {
      created.add(version.version());
      current = version.version();
    }
  }

  /** Returns the newest version; empty if there is none, as while the first one is pending. */
  public Optional<V> current() {
    return Optional.ofNullable(current).map(versions::get);
  }

  /** Finds a version; an empty identifier means the current one. */
  public Optional<V> version(String version) {
    return version.isEmpty() ? current() : Optional.ofNullable(versions.get(version));
  }

  /** Returns the version that was created before another one. */
  public Optional<V> before(V version) {
    int place = created.indexOf(version.version());
    return place < 1 ? Optional.empty() : Optional.ofNullable(versions.get(created.get(place - 1)));
  }

  /** Returns all versions in the order of creation. */
  public List<V> versions() {
    return created.stream().map(versions::get).toList();
  }

  /**
   * Returns the versions from an identifier on, in the order of a vault: by identifier.
   *
   * @param identifier empty for all
   */
  public Stream<V> versionsFrom(String identifier) {
    return versions.tailMap(identifier, true).values().stream();
  }

  /**
   * Returns the versions from an identifier on, in the order of a Managed HSM: by creation.
   *
   * @param identifier empty for all
   */
  public Stream<V> versionsCreatedFrom(String identifier) {
    return versions().stream()
        .dropWhile(version -> !identifier.isEmpty() && !version.version().equals(identifier));
  }

  /** Returns the state that does not belong to a version; may be null. */
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

  /** Returns the deletion, if the object is deleted. */
  public Optional<Life.Deleted> deletion() {
    return life instanceof Life.Deleted deleted ? Optional.of(deleted) : Optional.empty();
  }
}
