package io.vaultjca.keystore.entry;

import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A value from the vault that is kept in memory.
 *
 * <p>The first caller fetches it and the others wait. Once it is older than the refresh interval,
 * another thread fetches it again. Until then, and while the vault is away, callers get the old
 * value, with a warning that says how old it is. After two intervals they can wait for the new one.
 *
 * <p>Key stores that were loaded at different times share the value. A key store that was loaded
 * after the last fetch gets a value that was fetched again, while the others go on with theirs.
 *
 * <p>Safe for use by several threads.
 */
final class Refreshed<T> {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** How long to leave a vault alone after a refresh has failed. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

  /** The longest wait for a current value: the peer of a handshake waits as well. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** How much longer to wait for another thread's attempt, to share its result. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  interface Source<T> {
    /** Fetches the value. Takes the value in memory, or null. */
    T fetch(@Nullable T known, Instant loaded) throws VaultException;
  }

  /**
   * How values are fetched and refreshed; all values of a view share it.
   *
   * @param interval when to refresh; zero for never
   * @param timeout the longest time of one operation
   * @param away when the vault was last found to be away, so that no other caller waits for it
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

    /** Returns the policy for values that do not change by themselves. */
    Policy unchanging() {
      return new Policy(Duration.ZERO, timeout, clock, executor, away);
    }

    private Instant lastAway() {
      return Objects.requireNonNull(away.get());
    }
  }

  private final String description;
  private final Policy policy;
  private final Source<T> source;
  private final ReentrantLock fetching = new ReentrantLock();
  private final ReentrantLock refreshes = new ReentrantLock();
  // Counts down when the refresh on another thread ends; null if there is none.
  private final AtomicReference<@Nullable CountDownLatch> refreshing = new AtomicReference<>();
  private final AtomicReference<@Nullable Held<T>> held = new AtomicReference<>();
  private final AtomicInteger attempts = new AtomicInteger();
  // Counts how often the value was forgotten.
  private int generation;
  private volatile @Nullable Failed failed;
  private volatile Instant lastFailure = Instant.MIN;

  Refreshed(String description, Policy policy, Source<T> source) {
    this.description = description;
    this.policy = policy;
    this.source = source;
  }

  /** Returns the value, and fetches it if there is none. */
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

  /** Returns the value; if older than two intervals, waits a few seconds for the refresh. */
  T recent(Instant loaded) throws VaultException {
    get(loaded);
    CountDownLatch end = refreshing.get();
    if (end != null && isOverdue() && hasPassed(PAUSE_AFTER_FAILURE, policy.lastAway(), now())) {
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

  /** Returns the value, and fetches it again first if it is old. If that fails, returns the old. */
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
      // For example, no thread can be started. The caller gets the old value.
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

  /** Forgets the value, even if it is being fetched. The next caller fetches it. */
  synchronized void forget() {
    generation++;
    held.set(null);
    failed = null;
  }

  private synchronized int generation() {
    return generation;
  }

  /** Keeps the result of a fetch, unless the value was forgotten meanwhile. */
  private synchronized void keep(@Nullable Held<T> fetched, @Nullable Failed failure, int since) {
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

  /** Whether there is a value that was fetched after a load. */
  boolean isHeldFor(Instant loaded) {
    Held<T> known = held.get();
    return known != null && !isFromBefore(known.since(), loaded);
  }

  /** Whether there is a value that is at least this old. */
  boolean isHeldFor(Duration time) {
    return Optional.ofNullable(held.get())
        .filter(k -> hasPassed(time, k.since(), now()))
        .isPresent();
  }

  /** Returns why there is no value, if the fetch failed within the last half minute. */
  Optional<VaultException> recentFailure(Instant loaded) {
    return Optional.ofNullable(failed)
        .filter(last -> held.get() == null && isRecent(last, loaded))
        .map(Failed::failure);
  }

  /** Returns a recent bad answer, so that a walk over the list does not fetch it at each step. */
  Optional<VaultException> badAnswer(Instant loaded) {
    return recentFailure(loaded).filter(e -> e.reason() == VaultException.Reason.BAD_ANSWER);
  }

  /** A failure before a load does not count for that key store. */
  private boolean isRecent(Failed last, Instant loaded) {
    return !isFromBefore(last.at(), loaded) && !hasPassed(PAUSE_AFTER_FAILURE, last.at(), now());
  }

  /** Returns the value in memory, however old it is. */
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

  private boolean isFromBefore(Instant since, Instant loaded) {
    // A load in the future means that the clock was set back, and says nothing.
    return since.isBefore(loaded) && !now().isBefore(loaded);
  }

  /** Whether a key store needs a newer value and no fetch has failed since its load. */
  private boolean isReadFirst(Held<T> known, Instant loaded) {
    return isFromBefore(known.since(), loaded)
        && !isPausedSince(loaded, lastFailure)
        && !isPausedSince(loaded, policy.lastAway());
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

  /** Whether so much time has passed. If the clock was set back nobody knows, so it has. */
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
      // Threads that have waited for an attempt share its failure, instead of trying one by one.
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
      // An interrupt concerns this thread only: those that wait try themselves.
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

  /** Runs one refresh at a time. A thread that has waited for another one uses its result. */
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
      return; // It concerns this thread only.
    }
    Instant now = now();
    lastFailure = now;
    try {
      if (reason instanceof VaultException e && !Concern.of(e).isOneEntry()) {
        policy.away().set(now);
      }
    } finally {
      // Even if no class can be loaded, for example without file descriptors.
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
    /** Whether to remember it: what the vault refuses, it will refuse again. */
    boolean isRemembered() {
      return switch (failure.reason()) {
        case FORBIDDEN, DISABLED, UNUSABLE -> true;
        default -> false;
      };
    }
  }
}
