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
 * All keys, all secrets or all objects of another kind, live and deleted, by name. Names ignore
 * case. Thread-safe.
 *
 * @param <V> what the objects are versions of
 * @param <X> what else hangs on a name
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
   * An empty collection.
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

  /** The object of that name in use. */
  public Optional<VaultObject<V, X>> live(String name) {
    return Optional.ofNullable(objects.get(name))
        .filter(object -> object.life() instanceof Life.Live && visible(object));
  }

  /** The deleted object of that name. */
  public Optional<VaultObject<V, X>> deleted(String name) {
    return Optional.ofNullable(objects.get(name))
        .filter(object -> object.life() instanceof Life.Deleted && visible(object));
  }

  /** What stands in the way of creating, importing, restoring or setting an object of that name. */
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
   * Adds versions to the live object of that name, which is made if there is none: whoever finds a
   * new object finds it complete. Ask {@link #occupied} first, under the same lock of the {@link
   * VaultState#names}.
   *
   * @param extra what is to hang on the name from now on; null to leave that as it is
   * @param versions in order: the last one becomes the current one
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

  /** Deletes an object; it shows among the deleted ones after the configured delay. */
  public void delete(VaultObject<V, X> object) {
    synchronized (names) {
      long now = clock.instant().getEpochSecond();
      object.life(new Life.Deleted(after(), now, now + retentionSeconds));
    }
  }

  /** Takes a deletion back; the object shows after the configured delay. */
  public void recover(VaultObject<V, X> object) {
    synchronized (names) {
      object.life(new Life.Live(after()));
    }
  }

  /** Ends an object; its name is free after the configured delay. */
  public void purge(VaultObject<V, X> object) {
    synchronized (names) {
      object.life(new Life.Purged(after()));
    }
  }

  /** Drops an object at once and without a trace: for one that never got a version. */
  public void forget(VaultObject<V, X> object) {
    synchronized (names) {
      objects.remove(object.name(), object);
    }
  }

  /**
   * The live objects from a name on, in alphabetical order, of a Managed HSM in that of creation.
   */
  public Stream<VaultObject<V, X>> liveFrom(String name) {
    return from(name).filter(object -> object.life() instanceof Life.Live && visible(object));
  }

  /** The deleted objects from a name on, in the same order. */
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
