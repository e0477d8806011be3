package io.vaultjca.balance;

import java.util.List;

/**
 * Chooses which of several equivalent vaults gets a request: the least loaded of the healthy ones
 * that may be asked now.
 *
 * <p>A vault that failed gets no request for half a second at first. Then a single request probes
 * it, while the others go elsewhere; each failed probe doubles the pause, up to half a minute. A
 * vault that throttles counts as healthy: its {@link Pace} says when it may be asked.
 *
 * <p>Vaults are numbered from 0 to 15; a set of vaults is an integer with these bits. Safe for use
 * by several threads. Times are in nanoseconds, all of the same origin.
 */
public final class Balance {
  /** The largest number of vaults. */
  public static final int MOST = 16;

  private static final long SECOND = 1_000_000_000L;
  private static final long FIRST_PAUSE = SECOND / 2;
  private static final long LONGEST_PAUSE = 30 * SECOND;

  /** The weight of the newest sample in the latency, an exponential moving average. */
  private static final double NEWEST = 0.2;

  /** An old latency fades at this rate, so that a slow vault is asked, and measured, again. */
  private static final double HALF_LIFE = 30 * SECOND;

  /** How many times longer than the fastest other vault a vault may take. */
  private static final int SLOWER = 8;

  private static final long SHORTEST_PATIENCE = 2 * SECOND;

  private final Member[] members;

  /** Takes the paces of 1 to 16 vaults. */
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
   * The vault that was chosen for a request, if any.
   *
   * @param vault the vault's number; -1 for none
   * @param first whether the request goes {@link Pace#FIRST} there
   * @param probe whether the request probes a vault that failed
   * @param pause if no vault was chosen, when to ask again
   */
  public record Choice(int vault, boolean first, boolean probe, long pause) {
    /** No vault: none takes the request for so long. */
    public static Choice none(long pause) {
      return new Choice(-1, false, false, pause);
    }

    /** Whether a vault was chosen. */
    public boolean isMade() {
      return vault >= 0;
    }
  }

  /**
   * Chooses a vault for a request, and counts it as in flight there.
   *
   * @param among the candidates; not empty
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
    return Choice.none(wait);
  }

  /** A vault that is due for a probe, else the least loaded healthy one, else any. */
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
   * Chooses the failed vault whose pause ends first, before that end: for a request for which no
   * healthy vault is left.
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
      return Choice.none(0);
    }
    long turn = members[next].pace.take(now);
    return turn <= 0 ? begin(next, turn == Pace.FIRST, false) : Choice.none(turn);
  }

  /**
   * Chooses this vault, unless it is in the pause after a failure, for a request that waits for the
   * vault's pace itself.
   */
  public synchronized Choice chooseOnly(long now, int vault) {
    Member member = members[vault];
    return rank(member, now) == 2 ? Choice.none(0) : begin(vault, false, member.isDown());
  }

  private Choice begin(int vault, boolean first, boolean probe) {
    members[vault].inFlight++;
    members[vault].probed |= probe;
    return new Choice(vault, first, probe, 0);
  }

  /** Those of these vaults that have not failed since their last answer. */
  public synchronized int healthy(int among) {
    int healthy = 0;
    for (int i = 0; i < members.length; i++) {
      healthy |= (among >> i & 1) != 0 && !members[i].isDown() ? 1 << i : 0;
    }
    return healthy;
  }

  /**
   * How long to wait for a vault's answer while others could answer: eight times the latency of the
   * fastest other one (or of this one, if no other is known to be healthy), and at least two
   * seconds; {@link Long#MAX_VALUE} if there is no other.
   */
  public synchronized long patience(int vault, int among) {
    if ((among & ~(1 << vault)) == 0) {
      return Long.MAX_VALUE;
    }
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < members.length; i++) {
      Member member = members[i];
      if (i != vault && (among >> i & 1) != 0 && !member.isDown() && !member.pace.isClosed()) {
        fastest = Math.min(fastest, member.latency);
      }
    }
    return Math.max(
        SHORTEST_PATIENCE, SLOWER * (fastest == Long.MAX_VALUE ? members[vault].latency : fastest));
  }

  /**
   * Records an answer, other than one that shows that the vault is ill.
   *
   * @return whether the vault had failed before
   */
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

  /**
   * Records that a request showed that the vault is healthy, but not how fast it is: a 429, say.
   *
   * @return whether the vault had failed before
   */
  public synchronized boolean reached(Choice choice) {
    Member member = ended(choice);
    boolean recovered = member.isDown();
    member.failures = 0;
    return recovered;
  }

  /** Records the end of a request that says nothing about the vault. */
  public synchronized void released(Choice choice) {
    Member unused = ended(choice);
  }

  /**
   * Records that a request got no answer, or one that shows that the vault is ill.
   *
   * @param began when it was sent: several requests that fail together count as one failure
   * @return how long the vault gets no request; 0 if the failure has been recorded before
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
