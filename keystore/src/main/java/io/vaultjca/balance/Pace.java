package io.vaultjca.balance;

/**
 * How fast one vault may be asked.
 *
 * <p>As long as the vault takes whatever comes, its pace is free and costs nothing. After an answer
 * 429 nobody asks until the time is over that the vault wants, an hour at most; then one request
 * goes first, and its answer lets the others go. A vault that throttles again soon after is asked
 * at a pace from then on: at a little less than what it has taken, which grows back to that, stays
 * near it, and then tries for more (as TCP's congestion window does, RFC 9438). A minute in which
 * nobody had to wait for the pace ends it.
 *
 * <p>Safe for use by several threads. Times are in nanoseconds, of one origin.
 */
public final class Pace {
  /** A request goes now. */
  public static final long GO = 0;

  /** A request goes now, and how it ends decides for the others. */
  public static final long FIRST = -1;

  /** Another request has gone first: how it ends shows when the next one may go. */
  public static final long UNTIL_ANSWERED = Long.MAX_VALUE;

  private static final long SECOND = 1_000_000_000L;

  /** Whatever the service asks for: one wrong answer must not end a program's work for ever. */
  private static final long LONGEST_PAUSE = 3600 * SECOND;

  /** How much less than a vault was seen to take is asked of it at first after it has throttled. */
  private static final double DECREASE = 0.05;

  private static final double STEEPEST = 0.3;

  /** What a pace is taken for that grew fast when the vault throttled. */
  private static final double OVERSHOT = 0.97;

  /**
   * How long it takes to grow back, by an estimate that has not proved true, and by one that has.
   */
  private static final long TRYING = 5 * SECOND;

  private static final long SETTLED = 30 * SECOND;
  private static final long LONGEST_GROWTH = 300 * SECOND;

  /** More of a cycle than this spent on pauses: the pace was far from what the vault takes. */
  private static final double FAR_OFF = 0.2;

  /** How late a request may be for its turn without the next ones being later for it. */
  private static final long LATENESS = SECOND / 20;

  /** A second 429 within this time is no accident. */
  private static final long WATCHED = 30 * SECOND;

  /** So long without anybody who waits ends the pace. */
  private static final long UNUSED = 60 * SECOND;

  /** One request in 100 seconds. */
  private static final double LOWEST = 0.01 / SECOND;

  private volatile boolean free = true;

  private boolean closed;
  private boolean probing;
  private long opensAt;

  // The cycle from one beginning of throttling to the next.
  private boolean cycleKnown;
  private long cycleBegan;
  private long cycleTime;
  private long cyclePauses;
  private long cycleAnswers;
  private long lastSent;

  // The pace, in requests a nanosecond; 0 for none.
  private double ceiling;
  private double decrease;
  private boolean proven;
  private long recovery;
  private long grown;
  private long nextAt;
  private boolean awaited;
  private long lastUsed;

  /** Whether requests go as they come; then nothing else needs to be asked or told but a 429. */
  public boolean isFree() {
    return free;
  }

  /** Whether the vault wants to be left alone, or one request has gone first. */
  public synchronized boolean isClosed() {
    return closed;
  }

  /** For how long nobody may ask, as the vault wants it. */
  public synchronized long shutFor(long now) {
    return closed ? Math.max(0, opensAt - now) : 0;
  }

  /** The requests a second that go at most; infinite if there is no pace. */
  public synchronized double perSecond() {
    return ceiling == 0 ? Double.POSITIVE_INFINITY : rate() * SECOND;
  }

  /**
   * Asks for the turn of one request: {@link #GO} or {@link #FIRST} if it has it; else how long it
   * is until the next turn, {@link #UNTIL_ANSWERED} if nobody knows.
   */
  public synchronized long take(long now) {
    if (free) {
      return GO;
    }
    if (closed) {
      if (now - opensAt < 0) {
        return opensAt - now;
      }
      if (probing) {
        return UNTIL_ANSWERED;
      }
      probing = true;
      return FIRST;
    }
    return ceiling == 0 ? watched(now) : paced(now);
  }

  private long watched(long now) {
    if (now - cycleBegan > WATCHED) {
      release();
    } else {
      goes(now);
    }
    return GO;
  }

  private long paced(long now) {
    long late = now - nextAt;
    if (late < 0) {
      awaited = true;
      return -late;
    }
    long interval = interval();
    if (awaited) {
      // Only a pace for which somebody waits has been tried.
      grown += Math.min(now - lastSent, 2 * interval + LATENESS);
      lastUsed = now;
    } else if (now - lastUsed > UNUSED) {
      release();
      return GO;
    }
    awaited = false;
    nextAt = (late > LATENESS ? now - LATENESS : nextAt) + interval;
    goes(now);
    return GO;
  }

  private void goes(long now) {
    // A time in which nobody asked says nothing about what the vault takes.
    cycleTime += Math.min(now - lastSent, SECOND);
    lastSent = now;
  }

  private void release() {
    free = true;
    ceiling = 0;
    cycleKnown = false;
  }

  private long interval() {
    return (long) (1 / rate());
  }

  /** Cubic in the time: it hurries back, lingers where the vault last throttled, and goes on. */
  private double rate() {
    double x = (double) (grown - recovery) / recovery;
    return Math.max(LOWEST, ceiling * (1 + (x < 0 ? decrease : DECREASE) * x * x * x));
  }

  /**
   * A request was answered 429.
   *
   * @param sent when it was sent
   * @param wait how long the vault is to be left alone
   * @param first whether it had gone {@link #FIRST}
   */
  public synchronized void throttled(long now, long sent, long wait, boolean first) {
    boolean sameCycle = closed || (cycleKnown && sent - cycleBegan < 0);
    if (!sameCycle) {
      cycleTime += Math.min(now - lastSent, SECOND);
      if (cycleKnown && (ceiling != 0 || now - cycleBegan <= WATCHED)) {
        learn();
      }
      cycleKnown = true;
      cycleBegan = now;
      cycleTime = 0;
      cyclePauses = 0;
      cycleAnswers = 0;
      lastSent = now;
    }
    long until = now + Math.min(wait, LONGEST_PAUSE);
    opensAt = closed && opensAt - until > 0 ? opensAt : until;
    closed = true;
    free = false;
    probing &= !first;
  }

  /** At the end of a cycle: what the vault has taken in it, by which the next one begins. */
  private void learn() {
    boolean settled = cyclePauses <= FAR_OFF * cycleTime;
    if (ceiling == 0) {
      ceiling = cycleTime == 0 ? 0 : (double) cycleAnswers / cycleTime;
    } else {
      ceiling = rate() * (settled && !proven ? OVERSHOT : 1);
      proven = settled;
    }
    // A pace that was far off, again and again, is given up faster and faster.
    decrease = settled || decrease == 0 ? DECREASE : Math.min(2 * decrease, STEEPEST);
    grown = 0;
    recovery = TRYING;
  }

  /** A request was answered, and not 429. */
  public synchronized void answered(long now, boolean first) {
    if (free) {
      return;
    }
    cycleAnswers++;
    if (first) {
      opened(now);
    }
  }

  private void opened(long now) {
    probing = false;
    if (!closed) {
      return;
    }
    closed = false;
    long pause = now - lastSent;
    cycleTime += pause;
    cyclePauses += pause;
    lastSent = now;
    lastUsed = now;
    if (ceiling != 0) {
      // What a 429 costs must stay rare: the longer its pause, the later the next one.
      recovery =
          proven
              ? Math.min(LONGEST_GROWTH, Math.max(SETTLED, 45 * pause))
              : Math.min(LONGEST_GROWTH, Math.max(TRYING, 5 * pause));
      nextAt = now + interval();
    }
  }

  /** A request that had gone {@link #FIRST} got no answer: another one goes first. */
  public synchronized void unanswered() {
    probing = false;
  }
}
