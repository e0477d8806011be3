package io.vaultjca.vault;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.exchange.Exchanges;
import io.vaultjca.exchange.Operation;
import io.vaultjca.key.KeyId;
import io.vaultjca.transport.Deadline;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The vaults that hold one key, and its version in each of them. A background thread looks for them
 * when the key is first used, and again from time to time. Until then only the key's own vault is
 * used.
 *
 * <p>Safe for use by several threads.
 */
final class KeyCopies implements Exchanges.Candidates {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** How long it takes until a key that was restored or enabled in a vault is used there. */
  private static final Duration RECHECK = Duration.ofMinutes(5);

  /** How long to wait before asking a vault again that could not be asked. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** Failures that say nothing about the key, so the vault stays unknown. */
  private static final Set<Reason> NOTHING_SAID =
      EnumSet.of(
          Reason.UNREACHABLE,
          Reason.SERVICE_FAILURE,
          Reason.THROTTLED,
          Reason.UNAUTHENTICATED,
          Reason.CONFIGURATION,
          Reason.BAD_ANSWER,
          Reason.INTERRUPTED);

  private final Replicas replicas;
  private final List<Vault> vaults;
  private final KeyId id;
  private final int home;
  private final KeySearch search;
  private final @Nullable KeyId[] copies;
  private final @Nullable Reason[] absent;

  // Sets of vaults as bits: those that hold the key, those not yet known, those being asked.
  private volatile int known;
  private volatile int unknown;
  private int asked;

  private volatile long dueAt = System.nanoTime();

  KeyCopies(Replicas replicas, List<Vault> vaults, KeyId id, KeyMaterial material) {
    this.replicas = replicas;
    this.vaults = vaults;
    this.id = id;
    this.home = home(vaults, id);
    this.search = new KeySearch(vaults.get(home), id, material);
    this.copies = new KeyId[vaults.size()];
    this.absent = new Reason[vaults.size()];
    this.copies[home] = id;
    this.known = 1 << home;
    this.unknown = ((1 << vaults.size()) - 1) & ~known;
  }

  /** Returns the number of the vault that a key was read from. */
  private static int home(List<Vault> vaults, KeyId id) {
    for (int i = 0; i < vaults.size(); i++) {
      if (vaults.get(i).config().uri().equals(id.vault())) {
        return i;
      }
    }
    return 0;
  }

  /** Sends an operation of the key to one of the vaults. */
  <T> T send(Operation operation, Replicas.KeyRequest<T> request) throws VaultException {
    return replicas.send(operation, this, request);
  }

  /** Returns the identifier of the key in one of the vaults that are known to hold it. */
  synchronized KeyId in(int vault) {
    return copies[vault];
  }

  @Override
  public int known() {
    if (System.nanoTime() - dueAt >= 0) {
      ask();
    }
    return known;
  }

  @Override
  public int unknown() {
    return unknown;
  }

  @Override
  public synchronized int sought(int tried, Deadline deadline) {
    ask(unknown);
    try {
      while ((known & ~tried) == 0 && (asked & unknown) != 0) {
        long left = deadline.remaining().toMillis();
        if (left <= 0) {
          break;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      // The next request sees the flag and fails.
      Thread.currentThread().interrupt();
    }
    return known;
  }

  @Override
  public boolean leavesOut(int vault, VaultException refusal) {
    if (vault == home) {
      return false;
    }
    notUsedIn(vault, refusal);
    return true;
  }

  /** Has the vaults asked again when the key is used next. */
  void recheck() {
    dueAt = System.nanoTime();
  }

  private synchronized void ask() {
    if (System.nanoTime() - dueAt >= 0) {
      dueAt = System.nanoTime() + (unknown == 0 ? RECHECK : PAUSE).toNanos();
      ask(((1 << vaults.size()) - 1) & ~(1 << home));
    }
  }

  private synchronized void ask(int among) {
    for (int i = 0; i < vaults.size(); i++) {
      int vault = i;
      if ((among & ~asked & 1 << vault) != 0) {
        asked |= 1 << vault;
        try {
          vaults.get(home).background().execute(() -> look(vault));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
          // The system has no more threads: ask at a later use.
          asked &= ~(1 << vault);
        }
      }
    }
  }

  private void look(int vault) {
    try {
      found(vault, search.in(vaults.get(vault)));
    } catch (VaultException e) {
      if (NOTHING_SAID.contains(e.reason())) {
        LOG.log(DEBUG, "The key {0} was not looked for in another vault. {1}", id, e.getMessage());
      } else {
        notUsedIn(vault, e);
      }
    } finally {
      answered(vault);
    }
  }

  private synchronized void answered(int vault) {
    asked &= ~(1 << vault);
    if (asked == 0 && unknown == 0) {
      dueAt = System.nanoTime() + RECHECK.toNanos();
    }
    notifyAll();
  }

  private synchronized void found(int vault, KeyId copy) {
    copies[vault] = copy;
    absent[vault] = null;
    unknown &= ~(1 << vault);
    known |= 1 << vault;
    LOG.log(DEBUG, "The key {0} is also used as {1}", id, copy);
  }

  /** Logs each reason once. */
  private synchronized void notUsedIn(int vault, VaultException why) {
    int bit = 1 << vault;
    boolean isNews = (known & bit) != 0 || absent[vault] != why.reason();
    absent[vault] = why.reason();
    unknown &= ~bit;
    known &= ~bit;
    if (isNews) {
      LOG.log(
          WARNING,
          "The key {0} is not used in {1}: {2}",
          id,
          vaults.get(vault).config().uri(),
          why.getMessage());
    }
  }
}
