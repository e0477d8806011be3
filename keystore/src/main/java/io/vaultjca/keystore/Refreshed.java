package io.vaultjca.keystore;

import io.vaultjca.vault.VaultException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /** Fetches the value. */
  interface Source<T> {
    /**
     * Fetches the value.
     *
     * @param known what is in memory, or null
     */
    T fetch(T known) throws VaultException;
  }

  /** How values are refreshed: shared by all of a key store. */
  record Policy(Duration interval, Clock clock, Executor executor) {}

  private final String description;
  private final Policy policy;
  private final Source<T> source;
  private final ReentrantLock fetching = new ReentrantLock();
  private final AtomicBoolean refreshing = new AtomicBoolean();
  private volatile Held<T> held;
  private volatile Instant nextAttempt = Instant.MIN;

  Refreshed(String description, Policy policy, Source<T> source) {
    this.description = description;
    this.policy = policy;
    this.source = source;
  }

  /** The value, fetched if it never was. */
  T get() throws VaultException {
    Held<T> known = held;
    if (known == null) {
      return fetchFirst();
    }
    if (isOld(known) && refreshing.compareAndSet(false, true)) {
      policy.executor().execute(this::refresh);
    }
    return known.value();
  }

  /** Forgets the value: who asks next fetches it. */
  void forget() {
    held = null;
  }

  boolean isHeld() {
    return held != null;
  }

  private boolean isOld(Held<T> known) {
    Instant now = policy.clock().instant();
    return !policy.interval().isZero()
        && !now.isBefore(known.since().plus(policy.interval()))
        && !now.isBefore(nextAttempt);
  }

  private T fetchFirst() throws VaultException {
    fetching.lock();
    try {
      if (held == null) {
        held = new Held<>(source.fetch(null), policy.clock().instant());
      }
      return held.value();
    } finally {
      fetching.unlock();
    }
  }

  private void refresh() {
    Held<T> known = held;
    try {
      held = new Held<>(source.fetch(known.value()), policy.clock().instant());
    } catch (VaultException | RuntimeException e) {
      Instant now = policy.clock().instant();
      nextAttempt = now.plus(PAUSE_AFTER_FAILURE);
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} could not be refreshed and is served as it was {1} s ago. {2}",
          description,
          Long.toString(Duration.between(known.since(), now).toSeconds()),
          e.getMessage());
    } finally {
      refreshing.set(false);
    }
  }

  private record Held<T>(T value, Instant since) {}
}
