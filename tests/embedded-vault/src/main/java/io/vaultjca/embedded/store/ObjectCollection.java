package io.vaultjca.embedded.store;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * All objects of one kind, such as keys, live and deleted, by name. Names ignore case. Thread-safe.
 *
 * @param <V> the type of the versions
 * @param <X> the type of the state that does not belong to a version
 */
public final class ObjectCollection<V extends Version, X> {
  private final NavigableMap<String, VaultObject<V, X>> objects =
      new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Object names;
  private final Clock clock;
  private final long delayMillis;
  private final long retentionSeconds;
  private final boolean listedByCreation;
  private final AtomicLong created = new AtomicLong();

  /** Why a name cannot be used for a new object. */
  public enum Occupied {
    DELETED,
    BEING_DELETED,
    BEING_RECOVERED
  }

  /**
   * Creates an empty collection.
   *
   * @param names see {@link VaultState#names}
   */
  ObjectCollection(Settings settings, Object names) {
    this.names = names;
    this.clock = settings.clock();
    this.delayMillis = settings.deletionDelay().toMillis();
    this.retentionSeconds = settings.recoverableDays() * 86_400L;
    this.listedByCreation = settings.managedHsm();
  }

  /** Finds a live object. */
  public Optional<VaultObject<V, X>> live(String name) {
    return Optional.ofNullable(objects.get(name))
        .filter(object -> object.life() instanceof Life.Live && visible(object));
  }

  /** Finds a deleted object. */
  public Optional<VaultObject<V, X>> deleted(String name) {
    return Optional.ofNullable(objects.get(name))
        .filter(object -> object.life() instanceof Life.Deleted && visible(object));
  }

  /** Returns why no object with this name can be created; empty if it can. */
  public Optional<Occupied> occupied(String name) {
    VaultObject<V, X> object = objects.get(name);
    if (object == null) {
      return Optional.empty();
    }
    Life life = object.life();
    if (life instanceof Life.Deleted) {
      return Optional.of(visible(object) ? Occupied.DELETED : Occupied.BEING_DELETED);
    }
    if (visible(object)) {
      return Optional.empty();
    }
    return Optional.of(
        life instanceof Life.Live ? Occupied.BEING_RECOVERED : Occupied.BEING_DELETED);
  }

  /** Adds a version, which becomes the current one, as {@link #add(String, Object, List)} does. */
  public VaultObject<V, X> add(String name, V version) {
    return add(name, null, List.of(version));
  }

  /**
   * Adds versions to a live object, and creates it if there is none; other threads see a new object
   * only when it is complete. Call {@link #occupied} first, and hold the lock {@link
   * VaultState#names} for both calls.
   *
   * @param extra the new state; null to keep it
   * @param versions the last one becomes the current one
   * @throws IllegalStateException if the name is occupied
   */
  public VaultObject<V, X> add(String name, X extra, List<V> versions) {
    synchronized (names) {
      VaultObject<V, X> existing = objects.get(name);
      if (existing != null && existing.life() instanceof Life.Deleted) {
        throw new IllegalStateException(name + " is deleted");
      }
      boolean none = existing == null || existing.life() instanceof Life.Purged;
      VaultObject<V, X> object =
          none ? new VaultObject<>(name, created.incrementAndGet()) : existing;
      versions.forEach(object::put);
      if (extra != null) {
        object.extra(extra);
      }
      if (none) {
        objects.put(name, object);
      }
      return object;
    }
  }

  /** Deletes an object; takes effect after the configured delay. */
  public void delete(VaultObject<V, X> object) {
    synchronized (names) {
      long now = clock.instant().getEpochSecond();
      object.life(new Life.Deleted(after(), now, now + retentionSeconds));
    }
  }

  /** Recovers a deleted object; takes effect after the configured delay. */
  public void recover(VaultObject<V, X> object) {
    synchronized (names) {
      object.life(new Life.Live(after()));
    }
  }

  /** Purges an object; its name is free after the configured delay. */
  public void purge(VaultObject<V, X> object) {
    synchronized (names) {
      object.life(new Life.Purged(after()));
    }
  }

  /** Removes an object that never got a version, at once. */
  public void forget(VaultObject<V, X> object) {
    synchronized (names) {
      objects.remove(object.name(), object);
    }
  }

  /**
   * Returns the live objects from a name on: in alphabetical order, in a Managed HSM in the order
   * of creation.
   */
  public Stream<VaultObject<V, X>> liveFrom(String name) {
    return from(name).filter(object -> object.life() instanceof Life.Live && visible(object));
  }

  /** Returns the deleted objects from a name on, in the same order. */
  public Stream<VaultObject<V, X>> deletedFrom(String name) {
    return from(name).filter(object -> object.life() instanceof Life.Deleted && visible(object));
  }

  private Stream<VaultObject<V, X>> from(String name) {
    if (listedByCreation) {
      return objects.values().stream()
          .sorted(Comparator.comparingLong(VaultObject::number))
          .dropWhile(object -> !name.isEmpty() && !object.name().equalsIgnoreCase(name));
    }
    Map<String, VaultObject<V, X>> tail = name.isEmpty() ? objects : objects.tailMap(name, true);
    return tail.values().stream();
  }

  private boolean visible(VaultObject<V, X> object) {
    return clock.millis() >= object.life().visibleFrom();
  }

  private long after() {
    return clock.millis() + delayMillis;
  }
}
