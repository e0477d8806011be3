package io.vaultjca.vault;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.exchange.Exchanges;
import io.vaultjca.key.KeyId;
import io.vaultjca.transport.Deadline;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/**
 * In which of the vaults one key lies, and under which version there. Looked up in the background
 * once the key is used, and again from time to time: until then its own vault alone is used.
 *
 * <p>Safe for use by several threads.
 */
final class KeyCopies implements Exchanges.Candidates {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** A key that has been put into a vault, or been enabled there, is found after this time. */
  private static final Duration RECHECK = Duration.ofMinutes(5);

  /** A vault that could not be asked is asked again after this time. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** Why nothing is known of a vault: another time it may be. */
  private static final Set<Reason> NOTHING_SAID =
      EnumSet.of(
          Reason.UNREACHABLE,
          Reason.SERVICE_FAILURE,
          Reason.THROTTLED,
          Reason.UNAUTHENTICATED,
          Reason.CONFIGURATION,
          Reason.BAD_ANSWER,
          Reason.INTERRUPTED);

  private final List<Vault> vaults;
  private final KeyId id;
  private final int home;
  private final KeySearch search;
  private final KeyId[] copies;
  private final Reason[] absent;

  /** Bit by bit: where it is; of which vaults that is not known; which are being asked. */
  private volatile int known;

  private volatile int unknown;
  private int asked;
  private volatile long dueAt = System.nanoTime();

  KeyCopies(List<Vault> vaults, KeyId id, KeyMaterial material) {
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

  /** Which of the vaults a key was read from. */
  private static int home(List<Vault> vaults, KeyId id) {
    for (int i = 0; i < vaults.size(); i++) {
      if (vaults.get(i).config().uri().equals(id.vault())) {
        return i;
      }
    }
    return 0;
  }

  /** The key in one of the vaults that are known to have it. */
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
      // What is done next sees it.
      Thread.currentThread().interrupt();
    }
    return known;
  }

  @Override
  public boolean leavesOut(int vault, VaultException refusal) {
    if (vault == home) {
      return false;
    }
    settle(vault, null, refusal);
    return true;
  }

  /** What is known may be old: the vaults are asked again when the key is used next. */
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
          // The system gives no more threads: another time.
          asked &= ~(1 << vault);
        }
      }
    }
  }

  private void look(int vault) {
    try {
      settle(vault, search.in(vaults.get(vault)), null);
    } catch (VaultException e) {
      if (NOTHING_SAID.contains(e.reason())) {
        LOG.log(DEBUG, "The key {0} was not looked for in another vault. {1}", id, e.getMessage());
      } else {
        settle(vault, null, e);
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

  /** The key is there, or is not to be used there, which is said once. */
  private synchronized void settle(int vault, KeyId copy, VaultException why) {
    int bit = 1 << vault;
    boolean isNews = copy == null && ((known & bit) != 0 || absent[vault] != why.reason());
    copies[vault] = copy == null ? copies[vault] : copy;
    absent[vault] = copy == null ? why.reason() : null;
    unknown &= ~bit;
    known = copy == null ? known & ~bit : known | bit;
    if (copy != null) {
      LOG.log(DEBUG, "The key {0} is used as {1}, too", id, copy);
    } else if (isNews) {
      LOG.log(
          WARNING,
          "The key {0} is not used in {1}: {2}",
          id,
          vaults.get(vault).config().uri(),
          why.getMessage());
    }
  }
}
