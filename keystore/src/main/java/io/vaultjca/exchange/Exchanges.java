package io.vaultjca.exchange;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.balance.Balance;
import io.vaultjca.balance.Balance.Choice;
import io.vaultjca.balance.Pace;
import io.vaultjca.recorder.Recorder;
import io.vaultjca.transport.Deadline;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The exchanges with several vaults that hold the same keys. Each operation goes to one of them,
 * and at once to the next if that one fails. If all fail it waits and starts again, as with one
 * vault.
 *
 * <p>A vault's number is its index in the list; a set of vaults is an integer with these bits. Safe
 * for use by several threads.
 */
public final class Exchanges {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");
  private static final String TURN =
      "its turn, because each vault throttles its callers (429) or is away";

  /** Failures that show that a vault is away or ill, whatever the request. */
  private static final Set<Reason> AWAY =
      EnumSet.of(
          Reason.UNREACHABLE,
          Reason.SERVICE_FAILURE,
          Reason.UNAUTHENTICATED,
          Reason.CONFIGURATION,
          Reason.BAD_ANSWER);

  /** Failures that may pass without anybody's help. */
  private static final Set<Reason> PASSING =
      EnumSet.of(Reason.UNREACHABLE, Reason.SERVICE_FAILURE, Reason.THROTTLED);

  /** Failures that the same request would meet in every vault. */
  private static final Set<Reason> OF_THE_REQUEST =
      EnumSet.of(Reason.BAD_REQUEST, Reason.BAD_CIPHERTEXT, Reason.INTERRUPTED);

  private final List<Exchange> vaults;
  private final Balance balance;
  private final int maxRetries;
  private final WaitLog waits = new WaitLog();

  /** The queues by the set of vaults that they wait for: few sets ever occur. */
  private final Map<Integer, Turns> turns = new ConcurrentHashMap<>();

  private final AtomicLongArray warned;

  /** Takes the exchanges with 2 to 16 vaults; the first one is the configured vault. */
  public Exchanges(List<Exchange> vaults) {
    this.vaults = List.copyOf(vaults);
    this.balance = new Balance(vaults.stream().map(vault -> vault.throttle().pace()).toList());
    this.maxRetries = vaults.get(0).config().maxRetries();
    this.warned = new AtomicLongArray(vaults.size());
    for (int i = 0; i < vaults.size(); i++) {
      warned.set(i, System.nanoTime() - WaitLog.QUIET.toNanos());
    }
  }

  /**
   * A single try of an operation in one of the vaults.
   *
   * @param patience how long to wait for an answer
   * @param taken whether it has waited for the vault's turn already
   * @param first whether the vault throttles and this request goes first
   */
  public record Turn(Duration patience, boolean taken, boolean first) {}

  /** Which vaults can do an operation. */
  public interface Candidates {
    /** The vaults that can. */
    int known();

    /** The vaults that may be able to. */
    int unknown();

    /** Checks the unknown vaults until one that was not tried can; returns all that can. */
    int sought(int tried, Deadline deadline);

    /** Whether other vaults may do what one refuses. */
    boolean leavesOut(int vault, VaultException refusal);
  }

  /** Does an operation in one of the vaults. */
  @FunctionalInterface
  public interface Attempt<T> {
    T in(int vault, Turn turn) throws VaultException;
  }

  /** Reads something from one of the vaults. */
  @FunctionalInterface
  public interface Reading<T> {
    T from(int vault) throws VaultException;
  }

  /** Does an operation, which a failed try may have done already: it must be repeatable. */
  public <T> T send(Operation operation, Candidates candidates, Attempt<T> attempt)
      throws VaultException {
    waits.begin(operation);
    try {
      return new Run<>(operation, candidates, attempt).result();
    } finally {
      waits.end(operation);
    }
  }

  /** One operation on its way. */
  private final class Run<T> {
    private final Operation operation;
    private final Candidates candidates;
    private final Attempt<T> attempt;
    private final Map<Integer, VaultException> failures = new TreeMap<>();
    private boolean again;

    Run(Operation operation, Candidates candidates, Attempt<T> attempt) {
      this.operation = operation;
      this.candidates = candidates;
      this.attempt = attempt;
    }

    T result() throws VaultException {
      for (int round = 1; ; round++) {
        boolean passing = false;
        boolean throttled = true;
        int tried = 0;
        int left = candidates.known();
        while (left != 0) {
          Choice choice = choose(left);
          int vault = choice.vault();
          tried |= 1 << vault;
          left &= ~tried;
          int others = round == 1 ? left | candidates.unknown() : balance.healthy(left);
          try {
            return attempt(choice, others);
          } catch (VaultException e) {
            failures.put(vault, e);
            if (OF_THE_REQUEST.contains(e.reason())
                || (isRefusal(e) && !candidates.leavesOut(vault, e))) {
              throw e;
            }
            passing |= PASSING.contains(e.reason());
            throttled &= e.reason() == Reason.THROTTLED;
          }
          again = true;
          if (isOver(operation)) {
            // Too late for the next vault to answer.
            throw Failures.all(failures);
          }
          if (left == 0) {
            left = candidates.sought(tried, operation.deadline()) & ~tried;
          }
        }
        Duration pause = throttled ? Duration.ZERO : Retries.backOff(round);
        boolean late = pause.compareTo(operation.deadline().remaining()) >= 0;
        if (!passing || round > maxRetries || late) {
          throw Failures.all(failures);
        }
        waits.repeats(operation, pause, "all vaults failed");
        vaults.get(0).rest(operation, pause);
      }
    }

    /** Waits until one of the vaults takes the operation. */
    private Choice choose(int left) throws VaultException {
      Door door = new Door(left);
      operation.awaits(TURN, operation.deadline().remaining());
      try {
        long unused =
            turns
                .computeIfAbsent(left, any -> new Turns())
                .await(door, operation.deadline(), again);
        return door.choice;
      } catch (InterruptedException e) {
        throw vaults.get(0).interrupted(operation, e);
      } catch (Turns.ClosedException e) {
        throw failures.isEmpty()
            ? vaults.get(0).throttledBefore(operation, e.waitAskedFor())
            : Failures.all(failures);
      } finally {
        operation.awaitsNothing();
      }
    }

    private T attempt(Choice choice, int others) throws VaultException {
      long began = System.nanoTime();
      long patience = balance.patience(choice.vault(), others);
      Turn turn = new Turn(Duration.ofNanos(patience), true, choice.first());
      operation.trying();
      try {
        T result = attempt.in(choice.vault(), turn);
        long now = System.nanoTime();
        if (balance.answered(choice, now, now - began)) {
          recovered(choice);
        }
        return result;
      } catch (VaultException e) {
        if (e.status() == 0 && wasCutOff(began, patience)) {
          release(choice);
        } else {
          failed(choice, began, e, true);
        }
        throw e;
      } catch (RuntimeException | Error e) {
        release(choice);
        throw e;
      } finally {
        turns.values().forEach(Turns::next);
      }
    }

    /** Whether the time was too short to expect an answer even from a healthy vault. */
    private boolean wasCutOff(long began, long patience) {
      long enough = Math.min(patience, operation.deadline().timeout().toNanos() / 2);
      return isOver(operation) && System.nanoTime() - began < enough;
    }
  }

  private static boolean isOver(Operation operation) {
    return operation.deadline().remaining().toMillis() < 1;
  }

  /** Chooses one of these vaults as soon as it takes an operation. */
  private final class Door implements Turns.Door {
    private final int among;
    private Choice choice = Choice.none(0);

    Door(int among) {
      this.among = among;
    }

    @Override
    public long take(long now) {
      choice = balance.choose(now, among);
      if (!choice.isMade() && balance.healthy(among) == 0) {
        // As with a single vault: while it is away every operation tries it.
        choice = balance.chooseFailed(now, among);
      }
      return choice.isMade() ? Pace.GO : Math.max(1, choice.pause());
    }

    @Override
    public long shutFor(long now) {
      long shortest = Long.MAX_VALUE;
      for (int i = 0; i < vaults.size(); i++) {
        if ((among >> i & 1) != 0) {
          shortest = Math.min(shortest, pace(i).shutFor(now));
        }
      }
      return shortest;
    }
  }

  /** Whether a healthy vault refused the request. */
  private static boolean isRefusal(VaultException e) {
    return !AWAY.contains(e.reason()) && e.reason() != Reason.THROTTLED;
  }

  private void recovered(Choice choice) {
    int vault = choice.vault();
    Recorder.state(uri(vault), "well", Duration.ZERO, pace(vault).perSecond());
    LOG.log(INFO, "{0} answers again and takes its share of the work", uri(vault));
  }

  private URI uri(int vault) {
    return vaults.get(vault).config().uri();
  }

  private Pace pace(int vault) {
    return vaults.get(vault).throttle().pace();
  }

  /** The try ended in a way that says nothing about the vault. */
  private void release(Choice choice) {
    notSent(choice);
    balance.released(choice);
  }

  /** If the try may not have been sent, another request has to go first. */
  private void notSent(Choice choice) {
    if (choice.first()) {
      vaults.get(choice.vault()).throttle().ended(true, false);
    }
  }

  /**
   * Records a failed try.
   *
   * @param warns whether to log a warning, at most one a minute for each vault
   */
  private void failed(Choice choice, long began, VaultException e, boolean warns) {
    if (e.reason() != Reason.THROTTLED) {
      notSent(choice);
    }
    if (e.reason() == Reason.INTERRUPTED) {
      balance.released(choice);
    } else if (!AWAY.contains(e.reason())) {
      if (balance.reached(choice)) {
        recovered(choice);
      }
    } else {
      long pause = balance.failed(choice, began, System.nanoTime());
      if (pause > 0) {
        logFailure(choice.vault(), Duration.ofNanos(pause), e, warns);
      }
    }
  }

  private void logFailure(int vault, Duration pause, VaultException e, boolean warns) {
    Recorder.state(uri(vault), "away", pause, 0);
    LOG.log(
        warns && isNews(vault) ? WARNING : DEBUG,
        "{0} is left alone for {1}, and the other vaults do its work. {2}",
        uri(vault),
        Failures.seconds(pause),
        e.getMessage());
  }

  /** Whether the vault's last warning is long enough ago. */
  private boolean isNews(int vault) {
    long now = System.nanoTime();
    long last = warned.get(vault);
    return now - last >= WaitLog.QUIET.toNanos() && warned.compareAndSet(vault, last, now);
  }

  /** How long a reading waits for a vault's answer while others are healthy. */
  public Duration patience(int vault) {
    return Duration.ofNanos(balance.patience(vault, balance.healthy((1 << vaults.size()) - 1)));
  }

  /**
   * Reads something from the first vault, or from the next one while the first is away.
   *
   * @param once reads with a single try
   * @param patiently reads with retries, as from a single vault
   */
  public <T> T read(Reading<T> once, Reading<T> patiently) throws VaultException {
    Map<Integer, VaultException> failures = new TreeMap<>();
    for (int vault = 0; vault < vaults.size(); vault++) {
      long began = System.nanoTime();
      Choice choice = balance.chooseOnly(began, vault);
      if (!choice.isMade()) {
        continue;
      }
      try {
        T read = once.from(vault);
        if (balance.reached(choice)) {
          recovered(choice);
        }
        if (vault > 0) {
          logReplica(vault, failures);
        }
        return read;
      } catch (VaultException e) {
        failed(choice, began, e, false);
        failures.put(vault, e);
        if (e.reason() == Reason.INTERRUPTED || (vault == 0 && isRefusal(e))) {
          throw e;
        }
        if (vault == 0 && e.reason() == Reason.THROTTLED) {
          // It throttles: wait for it.
          break;
        }
      } catch (RuntimeException | Error e) {
        release(choice);
        throw e;
      }
    }
    try {
      return patiently.from(0);
    } catch (VaultException e) {
      failures.put(0, e);
      throw Failures.all(failures);
    }
  }

  private void logReplica(int vault, Map<Integer, VaultException> failures) {
    VaultException why = failures.get(0);
    LOG.log(
        why != null && isNews(0) ? WARNING : DEBUG,
        "{0} is away, and what is not in memory is read from {1}. {2}",
        uri(0),
        uri(vault),
        why == null ? "" : why.getMessage());
  }
}
