package io.vaultjca.keystore;

import io.vaultjca.vault.Setting;
import io.vaultjca.vault.VaultException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A value from the vault that is kept in memory.
 *
 * <p>The first caller fetches it and everybody else waits. Once it is older than the refresh
 * interval it is fetched again on another thread, and served as it is until then: also while the
 * vault is away, with a warning that tells its age.
 */
final class Refreshed<T> {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** How long to leave a vault alone after a refresh has failed. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

  /** Who waits for another thread's attempt waits this much longer, to share how it ends. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** Fetches the value. */
  interface Source<T> {
    /**
     * Fetches the value.
     *
     * @param known what is in memory, or null
     */
    T fetch(T known) throws VaultException;
  }

  /**
   * How values are fetched and refreshed: shared by all of a key store.
   *
   * @param interval after how long to refresh; zero for never
   * @param timeout how long one operation may take
   */
  record Policy(Duration interval, Duration timeout, Clock clock, Executor executor) {}

  private final String description;
  private final Policy policy;
  private final Source<T> source;
  private final ReentrantLock fetching = new ReentrantLock();
  private final ReentrantLock refreshes = new ReentrantLock();
  private final AtomicBoolean refreshing = new AtomicBoolean();
  private final AtomicReference<Held<T>> held = new AtomicReference<>();
  private final AtomicInteger attempts = new AtomicInteger();

  /** How often the value was forgotten. */
  private int generation;

  private volatile Failed failed;
  private volatile Instant lastFailure = Instant.MIN;

  Refreshed(String description, Policy policy, Source<T> source) {
    this.description = description;
    this.policy = policy;
    this.source = source;
  }

  /** The value, fetched if it never was. */
  T get() throws VaultException {
    Held<T> known = held.get();
    if (known == null) {
      return fetchFirst();
    }
    if (isOld(known) && refreshing.compareAndSet(false, true)) {
      startRefresh(known);
    }
    return known.value();
  }

  /**
   * The value, fetched again first if it is old: for what is to be up to date and may wait. If that
   * fails it is served as it was, with the usual warning.
   */
  T upToDate() throws VaultException {
    refreshIfOld();
    return get();
  }

  private void startRefresh(Held<T> known) {
    try {
      policy.executor().execute(this::refresh);
    } catch (RuntimeException | Error e) {
      // No thread can be started, say: the caller is served all the same.
      refreshing.set(false);
      refreshFailed(known, e);
    }
  }

  /** Forgets the value, and what is being fetched: who asks next fetches it. */
  synchronized void forget() {
    generation++;
    held.set(null);
    failed = null;
  }

  private synchronized int generation() {
    return generation;
  }

  /** Keeps what was fetched, unless it was to be forgotten meanwhile. */
  private synchronized void keep(Held<T> fetched, Failed failure, int since) {
    if (generation == since) {
      held.set(fetched);
      failed = failure;
    }
  }

  /** Whether there is a value and no refresh is due. */
  boolean isUpToDate() {
    Held<T> known = held.get();
    return known != null && !isOld(known);
  }

  /** Whether there is a value that was fetched so long ago. */
  boolean isHeldFor(Duration time) {
    Held<T> known = held.get();
    return known != null && hasPassed(time, known.since(), policy.clock().instant());
  }

  /** How the last attempt failed, if there is no value and it was a short time ago. */
  Optional<VaultException> recentFailure() {
    Failed last = failed;
    return last == null
            || isHeld()
            || hasPassed(PAUSE_AFTER_FAILURE, last.at(), policy.clock().instant())
        ? Optional.empty()
        : Optional.of(last.failure());
  }

  boolean isHeld() {
    return held.get() != null;
  }

  /** Whether nobody has tried to fetch the value yet. */
  boolean isUntried() {
    return attempts.get() == 0;
  }

  private boolean isOld(Held<T> known) {
    Instant now = policy.clock().instant();
    return !policy.interval().isZero()
        && hasPassed(policy.interval(), known.since(), now)
        && hasPassed(PAUSE_AFTER_FAILURE, lastFailure, now);
  }

  /** Whether so much time has passed; where the clock was put back nobody knows, so it has. */
  private static boolean hasPassed(Duration time, Instant since, Instant now) {
    return now.isBefore(since) || !now.isBefore(since.plus(time));
  }

  private T fetchFirst() throws VaultException {
    int attemptsBefore = attempts.get();
    lock();
    try {
      Held<T> known = held.get();
      if (known != null) {
        return known.value();
      }
      Failed last = failed;
      // Who has waited for an attempt shares its failure: else each would wait for one of its own.
      if (last != null
          && (attempts.get() != attemptsBefore || last.isRemembered(policy.clock().instant()))) {
        throw last.failure();
      }
      return attempt();
    } finally {
      fetching.unlock();
    }
  }

  private T attempt() throws VaultException {
    int since = generation();
    try {
      T value = source.fetch(null);
      keep(new Held<>(value, policy.clock().instant()), null, since);
      attempts.incrementAndGet();
      return value;
    } catch (VaultException e) {
      // An interrupt concerns this thread alone: who waits tries for itself.
      if (e.reason() != VaultException.Reason.INTERRUPTED) {
        keep(null, new Failed(e, policy.clock().instant()), since);
        attempts.incrementAndGet();
      }
      throw e;
    }
  }

  private void lock() throws VaultException {
    Duration longest = policy.timeout().plus(GRACE);
    try {
      if (fetching.tryLock(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      throw VaultException.interrupted(
          description + " was not read: the thread was interrupted while another one read it.");
    }
    throw VaultException.timedOut(
        description
            + " was not read: another thread has been reading it for "
            + longest.toMillis() / 1000.0
            + " s. If the vault is merely slow, raise "
            + Setting.OPERATION_TIMEOUT.key()
            + ".");
  }

  private void refresh() {
    try {
      refreshIfOld();
    } finally {
      refreshing.set(false);
    }
  }

  /** One at a time; who waited for another one is content with what that one brought. */
  private void refreshIfOld() {
    if (isUpToDate() || !isHeld() || !lockRefreshes()) {
      return;
    }
    try {
      Held<T> known = held.get();
      if (known != null && isOld(known)) {
        refresh(known);
      }
    } finally {
      refreshes.unlock();
    }
  }

  private void refresh(Held<T> known) {
    try {
      Held<T> fresh = new Held<>(source.fetch(known.value()), policy.clock().instant());
      held.compareAndSet(known, fresh);
    } catch (VaultException | RuntimeException e) {
      refreshFailed(known, e);
    }
  }

  private boolean lockRefreshes() {
    try {
      return refreshes.tryLock(policy.timeout().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void refreshFailed(Held<T> known, Throwable reason) {
    Instant now = policy.clock().instant();
    lastFailure = now;
    LOG.log(
        System.Logger.Level.WARNING,
        "{0} could not be refreshed and is served as it was {1} s ago. {2}",
        description,
        Long.toString(Duration.between(known.since(), now).toSeconds()),
        reason.getMessage());
  }

  private record Held<T>(T value, Instant since) {}

  private record Failed(VaultException failure, Instant at) {
    /** What the vault refuses it will refuse again: it is not asked again at once. */
    boolean isRemembered(Instant now) {
      return switch (failure.reason()) {
        case FORBIDDEN, DISABLED, UNUSABLE -> !hasPassed(PAUSE_AFTER_FAILURE, at, now);
        default -> false;
      };
    }
  }
}
