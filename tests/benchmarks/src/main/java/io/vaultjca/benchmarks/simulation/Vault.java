package io.vaultjca.benchmarks.simulation;

import java.util.SplittableRandom;

/**
 * A vault as the service's documents describe it: so many operations in ten seconds, then 429 with
 * the rest of the window in whole seconds; what is refused does not count. One window follows the
 * other, those of each vault at a time of its own.
 */
final class Vault {
  private static final long REFUSAL = 3 * Events.MILLISECOND;

  private final int limit;
  private final long window;
  private final long phase;
  private final long way;
  private final SplittableRandom random;
  private final Outage outage;
  private long number = -1;
  private int used;

  /** The time in which a vault is away; none if both are the same. */
  record Outage(long from, long to) {
    static final Outage NONE = new Outage(0, 0);

    boolean holds(long time) {
      return time >= from && time < to;
    }
  }

  /**
   * What becomes of a request.
   *
   * @param status 200 or 429; 0 for no answer at all
   * @param after when the answer is at the client, from the time of sending on
   * @param retryAfter of a 429
   */
  record Answer(int status, long after, long retryAfter) {}

  /**
   * A vault.
   *
   * @param limit operations in a window
   * @param window ten seconds at the service
   * @param way how long a request and its answer are under way together
   */
  Vault(int limit, long window, long way, Outage outage, SplittableRandom random) {
    this.limit = limit;
    this.window = window;
    this.way = way;
    this.outage = outage;
    this.random = random;
    this.phase = random.nextLong(window);
  }

  /** A request that is sent now. */
  Answer request(long now) {
    if (outage.holds(now)) {
      return new Answer(0, Long.MAX_VALUE, 0);
    }
    long arrival = now + way / 2;
    long current = (arrival + phase) / window;
    if (current != number) {
      number = current;
      used = 0;
    }
    if (used == limit) {
      long left = window - (arrival + phase) % window;
      long seconds = (left + Events.SECOND - 1) / Events.SECOND;
      return new Answer(429, way + REFUSAL, seconds * Events.SECOND);
    }
    used++;
    return new Answer(200, way + service(), 0);
  }

  /** Tens of milliseconds: some 15 as a rule, now and then several times that. */
  private long service() {
    return (long) (15 * Events.MILLISECOND * Math.exp(0.5 * gaussian()));
  }

  private double gaussian() {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
