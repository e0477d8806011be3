package io.vaultjca.balance;

/**
 * The rate at which one vault may be asked.
 *
 * <p>As long as the vault does not throttle, its pace is free and costs nothing. An answer 429
 * stops all requests for the time that the vault asks for, an hour at most; then a single request
 * goes first, and its answer releases the others. If the vault throttles again soon after, the rate
 * is limited: to a little less than the vault accepted before. It grows back to that, stays near
 * it, and then tries for more (as TCP's congestion window does, RFC 9438). The limit ends after a
 * minute in which no request had to wait for it.
 *
 * <p>Safe for use by several threads. Times are in nanoseconds, all of the same origin.
 */
public final class Pace {
  /** A request goes now. */
  public static final long GO = 0;

  /** A request goes now, and its outcome decides about the others. */
  public static final long FIRST = -1;

  /** Another request has gone first: its outcome decides when the next one may go. */
  public static final long UNTIL_ANSWERED = Long.MAX_VALUE;

  private static final long SECOND = 1_000_000_000L;

  /** A limit for what the service asks for: one wrong answer must not stop a program for ever. */
  private static final long LONGEST_PAUSE = 3600 * SECOND;

  /** The first reduction of the rate below what the vault accepted. */
  private static final double DECREASE = 0.05;

  /** The largest reduction. */
  private static final double STEEPEST = 0.3;

  /** A rate that still grew fast when the vault throttled was too high by this factor. */
  private static final double OVERSHOT = 0.97;

  /** How long the rate takes to grow back: to an unproven estimate, and to a proven one. */
  private static final long TRYING = 5 * SECOND;

  private static final long SETTLED = 30 * SECOND;
  private static final long LONGEST_GROWTH = 300 * SECOND;

  /** If pauses take more of a cycle than this, the rate was far from what the vault accepts. */
  private static final double FAR_OFF = 0.2;

  /** How late a request may take its turn without delaying the next ones. */
  private static final long LATENESS = SECOND / 20;

  /** A second 429 within this time is not an accident. */
  private static final long WATCHED = 30 * SECOND;

  /** The limit ends after so long without a request that waits. */
  private static final long UNUSED = 60 * SECOND;

  /** One request in 100 seconds. */
  private static final double LOWEST = 0.01 / SECOND;

  private volatile boolean free = true;

  private boolean closed;
  private boolean probing;
  private long opensAt;

  // The cycle from one start of throttling to the next.
  private boolean cycleKnown;
  private long cycleBegan;
  private long cycleTime;
  private long cyclePauses;
  private long cycleAnswers;
  private long lastSent;

  // The limit, in requests per nanosecond; 0 for none.
  private double ceiling;
  private double decrease;
  private boolean proven;
  private long recovery;
  private long grown;
  private long nextAt;
  private boolean awaited;
  private long lastUsed;

  /** Whether requests go at once; then only an answer 429 needs to be reported. */
  public boolean isFree() {
    return free;
  }

  /** Whether the vault gets no request, or only the one that goes first. */
  public synchronized boolean isClosed() {
    return closed;
  }

  /** How long the vault gets no request. */
  public synchronized long shutFor(long now) {
    return closed ? Math.max(0, opensAt - now) : 0;
  }

  /** The limit in requests per second; infinite if there is none. */
  public synchronized double perSecond() {
    return ceiling == 0 ? Double.POSITIVE_INFINITY : rate() * SECOND;
  }

  /**
   * Takes a turn for one request.
   *
   * @return {@link #GO} or {@link #FIRST} if it is granted; otherwise the time until the next turn,
   *     or {@link #UNTIL_ANSWERED} if that depends on an answer
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
      // Only a rate that makes requests wait has been tried.
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
    // Idle time says nothing about what the vault accepts.
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

  /** Cubic in time: grows back fast, lingers where the vault last throttled, then goes on. */
  private double rate() {
    double x = (double) (grown - recovery) / recovery;
    return Math.max(LOWEST, ceiling * (1 + (x < 0 ? decrease : DECREASE) * x * x * x));
  }

  /**
   * Records an answer 429.
   *
   * @param sent when the request was sent
   * @param wait how long the vault must get no request
   * @param first whether the request had gone {@link #FIRST}
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

  /** Ends a cycle: estimates what the vault accepted in it, for the start of the next one. */
  private void learn() {
    boolean settled = cyclePauses <= FAR_OFF * cycleTime;
    if (ceiling == 0) {
      ceiling = cycleTime == 0 ? 0 : (double) cycleAnswers / cycleTime;
    } else {
      ceiling = rate() * (settled && !proven ? OVERSHOT : 1);
      proven = settled;
    }
    // The reduction doubles as long as the rate is far off.
    decrease = settled || decrease == 0 ? DECREASE : Math.min(2 * decrease, STEEPEST);
    grown = 0;
    recovery = TRYING;
  }

  /** Records an answer other than 429. */
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
      // Pauses must stay a small part of the time: the longer one was, the later the next.
      recovery =
          proven
              ? Math.min(LONGEST_GROWTH, Math.max(SETTLED, 45 * pause))
              : Math.min(LONGEST_GROWTH, Math.max(TRYING, 5 * pause));
      nextAt = now + interval();
    }
  }

  /** Records that the request that had gone {@link #FIRST} got no answer: another goes first. */
  public synchronized void unanswered() {
    probing = false;
  }
}
