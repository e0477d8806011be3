package io.vaultjca.keystore.entry;

import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A value from the vault that is kept in memory.
 *
 * <p>The first caller fetches it and everybody else waits. Once it is older than the refresh
 * interval it is fetched again on another thread, and served as it is until then: also while the
 * vault is away, with a warning that tells its age. Who asks after two intervals can wait for it.
 *
 * <p>Key stores that were loaded at different times share it, and whoever loads one wants to see
 * what the vault holds by then: what was fetched before the load is fetched again before that key
 * store gets it, while the others go on.
 */
final class Refreshed<T> {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** How long to leave a vault alone after a refresh has failed. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

  /** A handshake waits no longer for what is current, for its peer waits as well. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** Who waits for another thread's attempt waits this much longer, to share how it ends. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  interface Source<T> {
    /** Fetches the value; knows what is in memory, or null. */
    T fetch(T known, Instant loaded) throws VaultException;
  }

  /**
   * How values are fetched and refreshed: shared by all of a view.
   *
   * @param interval after how long to refresh; zero for never
   * @param timeout how long one operation may take
   * @param away when the vault was last found to be away: no caller waits to be told so again
   */
  record Policy(
      Duration interval,
      Duration timeout,
      Clock clock,
      Executor executor,
      AtomicReference<Instant> away) {
    Policy(Duration interval, Duration timeout, Clock clock, Executor executor) {
      this(interval, timeout, clock, executor, new AtomicReference<>(Instant.MIN));
    }

    /** The same for what does not change by itself. */
    Policy unchanging() {
      return new Policy(Duration.ZERO, timeout, clock, executor, away);
    }
  }

  private final String description;
  private final Policy policy;
  private final Source<T> source;
  private final ReentrantLock fetching = new ReentrantLock();
  private final ReentrantLock refreshes = new ReentrantLock();
  // The end of the refresh on another thread; null while there is none.
  private final AtomicReference<CountDownLatch> refreshing = new AtomicReference<>();

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
  T get(Instant loaded) throws VaultException {
    Held<T> known = held.get();
    if (known == null) {
      known = fetchFirst(loaded);
    }
    if (isReadFirst(known, loaded)) {
      refreshIf(old -> isReadFirst(old, loaded), loaded);
      Held<T> now = held.get();
      known = now == null ? fetchFirst(loaded) : now;
    }
    if (isDue(known)) {
      startRefresh(known, loaded);
    }
    return known.value();
  }

  /**
   * The value; if it is older than two intervals, as it is after the refresh, unless that takes
   * more than a few seconds or fails.
   */
  T recent(Instant loaded) throws VaultException {
    get(loaded);
    CountDownLatch end = refreshing.get();
    if (end != null && isOverdue() && hasPassed(PAUSE_AFTER_FAILURE, policy.away().get(), now())) {
      await(end);
    }
    return get(loaded);
  }

  private void await(CountDownLatch end) {
    try {
      if (!end.await(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)) {
        policy.away().set(now());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The value, fetched again first if it is old: for what is to be up to date and may wait. If that
   * fails it is served as it was, with the usual warning.
   */
  T upToDate(Instant loaded) throws VaultException {
    refreshIf(this::isDue, loaded);
    return get(loaded);
  }

  private void startRefresh(Held<T> known, Instant loaded) {
    CountDownLatch end = new CountDownLatch(1);
    if (!refreshing.compareAndSet(null, end)) {
      return;
    }
    try {
      policy.executor().execute(() -> refreshInBackground(loaded, end));
    } catch (RuntimeException | Error e) {
      // No thread can be started, say: the caller is served all the same.
      ended(end);
      refreshFailed(known, e);
    }
  }

  private void refreshInBackground(Instant loaded, CountDownLatch end) {
    try {
      refreshIf(this::isDue, loaded);
    } finally {
      ended(end);
    }
  }

  private void ended(CountDownLatch end) {
    refreshing.set(null);
    end.countDown();
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
  boolean isUpToDate(Instant loaded) {
    Held<T> known = held.get();
    return known != null && !isDue(known) && !isReadFirst(known, loaded);
  }

  /** Whether there is a value that such a key store does not have fetched again first. */
  boolean isHeldFor(Instant loaded) {
    Held<T> known = held.get();
    return known != null && !isFromBefore(known.since(), loaded);
  }

  /** Whether there is a value that was fetched so long ago. */
  boolean isHeldFor(Duration time) {
    return Optional.ofNullable(held.get())
        .filter(k -> hasPassed(time, k.since(), now()))
        .isPresent();
  }

  /** Why there is no value, if that was found out half a minute ago at most. */
  Optional<VaultException> recentFailure(Instant loaded) {
    return Optional.ofNullable(failed)
        .filter(last -> held.get() == null && isRecent(last, loaded))
        .map(Failed::failure);
  }

  /** The same for a bad answer: a walk over the list does not ask for it again at each step. */
  Optional<VaultException> badAnswer(Instant loaded) {
    return recentFailure(loaded).filter(e -> e.reason() == VaultException.Reason.BAD_ANSWER);
  }

  /** A failure from before a load is no failure of that key store. */
  private boolean isRecent(Failed last, Instant loaded) {
    return !isFromBefore(last.at(), loaded) && !hasPassed(PAUSE_AFTER_FAILURE, last.at(), now());
  }

  /** What is in memory, however old it is. */
  Optional<T> held() {
    return Optional.ofNullable(held.get()).map(Held::value);
  }

  boolean isHeld() {
    return held().isPresent();
  }

  /** Whether nobody has tried to fetch the value yet. */
  boolean isUntried() {
    return attempts.get() == 0;
  }

  private Instant now() {
    return policy.clock().instant();
  }

  /** Whether something is from before the load of a key store. */
  private boolean isFromBefore(Instant since, Instant loaded) {
    // A load in the future says nothing: the clock was put back.
    return since.isBefore(loaded) && !now().isBefore(loaded);
  }

  /** Whether a key store waits for a newer value, unless that was tried since it was loaded. */
  private boolean isReadFirst(Held<T> known, Instant loaded) {
    return isFromBefore(known.since(), loaded)
        && !isPausedSince(loaded, lastFailure)
        && !isPausedSince(loaded, policy.away().get());
  }

  private boolean isPausedSince(Instant loaded, Instant failure) {
    return !failure.isBefore(loaded) && !hasPassed(PAUSE_AFTER_FAILURE, failure, now());
  }

  /** Whether there is a value that is older than two intervals. */
  boolean isOverdue() {
    Duration longest = policy.interval().multipliedBy(2);
    return !longest.isZero() && isHeldFor(longest);
  }

  /** Whether it is time to fetch the value again on another thread. */
  private boolean isDue(Held<T> known) {
    return !policy.interval().isZero()
        && hasPassed(policy.interval(), known.since(), now())
        && hasPassed(PAUSE_AFTER_FAILURE, lastFailure, now());
  }

  /** Whether so much time has passed; where the clock was put back nobody knows, so it has. */
  private static boolean hasPassed(Duration time, Instant since, Instant now) {
    return now.isBefore(since) || !now.isBefore(since.plus(time));
  }

  private Held<T> fetchFirst(Instant loaded) throws VaultException {
    int attemptsBefore = attempts.get();
    lock();
    try {
      Held<T> known = held.get();
      if (known != null) {
        return known;
      }
      Failed last = failed;
      // Who has waited for an attempt shares its failure: else each would wait for one of its own.
      if (last != null
          && (attempts.get() != attemptsBefore
              || (last.isRemembered() && isRecent(last, loaded)))) {
        throw last.failure();
      }
      return attempt(loaded);
    } finally {
      fetching.unlock();
    }
  }

  private Held<T> attempt(Instant loaded) throws VaultException {
    int since = generation();
    Instant begun = now();
    try {
      Held<T> fetched = new Held<>(source.fetch(null, loaded), begun);
      keep(fetched, null, since);
      attempts.incrementAndGet();
      return fetched;
    } catch (VaultException e) {
      // An interrupt concerns this thread alone: who waits tries for itself.
      if (e.reason() != VaultException.Reason.INTERRUPTED) {
        keep(null, new Failed(e, now()), since);
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
          "%s was not read: the thread was interrupted while another one read it."
              .formatted(description));
    }
    throw VaultException.timedOut(
        """
        %s was not read: another thread has been reading it for %s s. If the vault is merely \
        slow, raise %s."""
            .formatted(description, longest.toMillis() / 1000.0, Setting.OPERATION_TIMEOUT.key()));
  }

  /** One at a time; who waited for another one is content with what that one brought. */
  private void refreshIf(Predicate<Held<T>> needed, Instant loaded) {
    Held<T> known = held.get();
    if (known == null || !needed.test(known) || !lockRefreshes()) {
      return;
    }
    try {
      known = held.get();
      if (known != null && needed.test(known)) {
        refresh(known, loaded);
      }
    } finally {
      refreshes.unlock();
    }
  }

  private void refresh(Held<T> known, Instant loaded) {
    Instant begun = now();
    try {
      held.compareAndSet(known, new Held<>(source.fetch(known.value(), loaded), begun));
    } catch (VaultException | RuntimeException | Error e) {
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
    if (reason instanceof VaultException e && e.reason() == VaultException.Reason.INTERRUPTED) {
      return; // It concerns this thread alone.
    }
    Instant now = now();
    lastFailure = now;
    try {
      if (reason instanceof VaultException e && !Concern.of(e).isOneEntry()) {
        policy.away().set(now);
      }
    } finally {
      // Also where no class can be loaded: the process may open no more files, say.
      LOG.log(
          WARNING,
          "{0} could not be refreshed and is served as it was {1} s ago. {2}",
          description,
          Long.toString(Duration.between(known.since(), now).toSeconds()),
          reason instanceof VaultException ? reason.getMessage() : reason.toString());
    }
  }

  private record Held<T>(T value, Instant since) {}

  private record Failed(VaultException failure, Instant at) {
    /** What the vault refuses it will refuse again: it is not asked again at once. */
    boolean isRemembered() {
      return switch (failure.reason()) {
        case FORBIDDEN, DISABLED, UNUSABLE -> true;
        default -> false;
      };
    }
  }
}
