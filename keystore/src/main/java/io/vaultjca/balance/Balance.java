package io.vaultjca.balance;

import java.util.List;

/**
 * Which of several vaults, that can all do the same, is asked next: the least loaded of the healthy
 * ones that take a request now.
 *
 * <p>A vault that failed is left alone, at first for half a second; then one request tries it,
 * while the others go elsewhere, and each such try that fails doubles the time to the next, up to
 * half a minute. A vault that throttles is not ill: its {@link Pace} says when it may be asked.
 *
 * <p>Vaults are numbered from 0 to 15, and a set of them is a number with these bits. Safe for use
 * by several threads. Times are in nanoseconds, of one origin.
 */
public final class Balance {
  /** The vaults that can be told apart. */
  public static final int MOST = 16;

  private static final long SECOND = 1_000_000_000L;
  private static final long FIRST_PAUSE = SECOND / 2;
  private static final long LONGEST_PAUSE = 30 * SECOND;

  /** The part of the newest sample in the latency. */
  private static final double NEWEST = 0.2;

  /** How fast a latency that is not measured again is forgotten, so that it is, one day. */
  private static final double HALF_LIFE = 30 * SECOND;

  /** How much longer than the others a vault may take while there are others. */
  private static final int SLOWER = 8;

  private static final long SHORTEST_PATIENCE = 2 * SECOND;

  private final Member[] members;

  /** Takes the paces of the vaults. */
  public Balance(List<Pace> paces) {
    if (paces.isEmpty() || paces.size() > MOST) {
      throw new IllegalArgumentException("1 to 16 vaults, not " + paces.size());
    }
    members = paces.stream().map(Member::new).toArray(Member[]::new);
  }

  private static final class Member {
    private final Pace pace;
    private int inFlight;
    private long latency;
    private long measuredAt;
    private int failures;
    private long failedAt;
    private long retryAt;
    private boolean probed;

    Member(Pace pace) {
      this.pace = pace;
    }

    boolean isDown() {
      return failures > 0;
    }

    double expected(long now) {
      return latency == 0 ? 0 : latency * Math.pow(0.5, (now - measuredAt) / HALF_LIFE);
    }

    boolean isLessLoadedThan(Member other, long now) {
      return inFlight != other.inFlight
          ? inFlight < other.inFlight
          : expected(now) < other.expected(now);
    }
  }

  /**
   * What to do with a request.
   *
   * @param vault which vault has it; -1 for none yet
   * @param first whether it goes {@link Pace#FIRST} there
   * @param probe whether it tries a vault that failed before
   * @param pause how long it is until this is worth asking again, if no vault has it
   */
  public record Choice(int vault, boolean first, boolean probe, long pause) {
    public boolean isMade() {
      return vault >= 0;
    }
  }

  /**
   * Chooses a vault for a request, which is in flight there from now on.
   *
   * @param among the vaults that may have it; not empty
   */
  public synchronized Choice choose(long now, int among) {
    long wait = Pace.UNTIL_ANSWERED;
    int left = among;
    while (left != 0) {
      int next = best(now, left);
      Member member = members[next];
      left &= ~(1 << next);
      boolean down = member.isDown();
      if (down && (member.probed || now - member.retryAt < 0)) {
        wait = Math.min(wait, member.probed ? Pace.UNTIL_ANSWERED : member.retryAt - now);
        continue;
      }
      long turn = member.pace.take(now);
      if (turn <= 0) {
        return begin(next, turn == Pace.FIRST, down);
      }
      wait = Math.min(wait, turn);
    }
    return new Choice(-1, false, false, wait);
  }

  /** One that is due for its probe, else the least loaded healthy one, else any. */
  private int best(long now, int among) {
    int best = -1;
    for (int i = 0; i < members.length; i++) {
      if ((among >> i & 1) != 0 && (best < 0 || isBetter(members[i], members[best], now))) {
        best = i;
      }
    }
    return best;
  }

  private static boolean isBetter(Member one, Member other, long now) {
    int rank = rank(one, now);
    int otherRank = rank(other, now);
    return rank != otherRank ? rank < otherRank : one.isLessLoadedThan(other, now);
  }

  private static int rank(Member member, long now) {
    if (!member.isDown()) {
      return 1;
    }
    return !member.probed && now - member.retryAt >= 0 ? 0 : 2;
  }

  /**
   * Chooses a vault although it failed and its time has not come: for a request that no healthy
   * vault is left for. It is the one whose time comes next.
   */
  public synchronized Choice chooseFailed(long now, int among) {
    int next = -1;
    for (int i = 0; i < members.length; i++) {
      if ((among >> i & 1) != 0
          && members[i].isDown()
          && (next < 0 || members[i].retryAt - members[next].retryAt < 0)) {
        next = i;
      }
    }
    if (next < 0) {
      return new Choice(-1, false, false, 0);
    }
    long turn = members[next].pace.take(now);
    return turn <= 0 ? begin(next, turn == Pace.FIRST, false) : new Choice(-1, false, false, turn);
  }

  /**
   * Chooses one vault for a request that waits for the vault's pace itself; not while it is left
   * alone.
   */
  public synchronized Choice chooseOnly(long now, int vault) {
    Member member = members[vault];
    return rank(member, now) == 2
        ? new Choice(-1, false, false, 0)
        : begin(vault, false, member.isDown());
  }

  private Choice begin(int vault, boolean first, boolean probe) {
    members[vault].inFlight++;
    members[vault].probed |= probe;
    return new Choice(vault, first, probe, 0);
  }

  /** Whether a vault has not failed since it last answered. */
  public synchronized boolean isHealthy(int vault) {
    return !members[vault].isDown();
  }

  /** Those of the vaults that have not failed since they last answered. */
  public synchronized int healthy(int among) {
    int healthy = 0;
    for (int i = 0; i < members.length; i++) {
      healthy |= (among >> i & 1) != 0 && !members[i].isDown() ? 1 << i : 0;
    }
    return healthy;
  }

  /**
   * How long to wait for an answer while others of the vaults could give it: eight times what the
   * fastest of them takes, and two seconds at least; {@link Long#MAX_VALUE} if there is no other
   * that is healthy and takes requests.
   */
  public synchronized long patience(int vault, int among) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < members.length; i++) {
      Member member = members[i];
      if (i != vault && (among >> i & 1) != 0 && !member.isDown() && !member.pace.isClosed()) {
        fastest = Math.min(fastest, member.latency);
      }
    }
    return fastest == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : Math.max(SHORTEST_PATIENCE, SLOWER * fastest);
  }

  /** A request ended with an answer of the vault, of whatever kind, but for what says it is ill. */
  public synchronized boolean answered(Choice choice, long now, long took) {
    Member member = ended(choice);
    boolean recovered = member.isDown();
    member.latency =
        member.latency == 0 || recovered
            ? took
            : (long) (member.latency + NEWEST * (took - member.latency));
    member.measuredAt = now;
    member.failures = 0;
    return recovered;
  }

  /** A request ended with a 429: the vault is not ill. */
  public void throttled(Choice choice) {
    boolean unused = reached(choice);
  }

  /** A request ended in a way that says that the vault is well, and nothing of how fast it is. */
  public synchronized boolean reached(Choice choice) {
    Member member = ended(choice);
    boolean recovered = member.isDown();
    member.failures = 0;
    return recovered;
  }

  /** A request ended in a way that says nothing about the vault. */
  public synchronized void released(Choice choice) {
    Member unused = ended(choice);
  }

  /**
   * A request ended without an answer, or with one that says that the vault is ill.
   *
   * @param began when it was sent: many that fail at once are one failure
   * @return how long the vault is left alone from now on; 0 if that was settled before
   */
  public synchronized long failed(Choice choice, long began, long now) {
    Member member = ended(choice);
    if (member.isDown() && began - member.failedAt < 0) {
      return 0;
    }
    long pause = FIRST_PAUSE << Math.min(member.failures, 6);
    member.failures++;
    member.failedAt = now;
    pause = Math.min(pause, LONGEST_PAUSE);
    member.retryAt = now + pause;
    return pause;
  }

  private Member ended(Choice choice) {
    Member member = members[choice.vault()];
    member.inFlight--;
    member.probed &= !choice.probe();
    return member;
  }
}
