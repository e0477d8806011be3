package io.vaultjca.benchmarks.simulation;

import java.util.SplittableRandom;

/**
 * A vault as the service's documents describe it: a limit of operations in ten seconds, then 429
 * with the rest of the window in whole seconds. Refused requests do not count. The windows of
 * different vaults start at different times.
 */
final class Vault {
  private static final long REFUSAL = 3 * Events.MILLISECOND;

  private final int limit;
  private final long window;
  private final long phase;
  private final long roundTrip;
  private final SplittableRandom random;
  private final Outage outage;
  private long number = -1;
  private int used;

  /** The time in which a vault is down; empty if both are equal. */
  record Outage(long from, long to) {
    static final Outage NONE = new Outage(0, 0);

    boolean holds(long time) {
      return time >= from && time < to;
    }
  }

  /**
   * The answer to a request.
   *
   * @param status 200 or 429; 0 for no answer at all
   * @param after the time from sending to the answer
   * @param retryAfter of a 429
   */
  record Answer(int status, long after, long retryAfter) {}

  /**
   * A vault.
   *
   * @param limit operations in a window
   * @param window ten seconds at the service
   * @param roundTrip the network time of a request and its answer
   */
  Vault(int limit, long window, long roundTrip, Outage outage, SplittableRandom random) {
    this.limit = limit;
    this.window = window;
    this.roundTrip = roundTrip;
    this.outage = outage;
    this.random = random;
    this.phase = random.nextLong(window);
  }

  /** Sends a request now. */
  Answer request(long now) {
    if (outage.holds(now)) {
      return new Answer(0, Long.MAX_VALUE, 0);
    }
    long arrival = now + roundTrip / 2;
    long current = (arrival + phase) / window;
    if (current != number) {
      number = current;
      used = 0;
    }
    if (used == limit) {
      long left = window - (arrival + phase) % window;
      long seconds = (left + Events.SECOND - 1) / Events.SECOND;
      return new Answer(429, roundTrip + REFUSAL, seconds * Events.SECOND);
    }
    used++;
    return new Answer(200, roundTrip + service(), 0);
  }

  /** Log-normal with a median of 15 ms. */
  private long service() {
    return (long) (15 * Events.MILLISECOND * Math.exp(0.5 * gaussian()));
  }

  private double gaussian() {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
