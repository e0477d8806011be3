package io.vaultjca.benchmarks.simulation;

import java.util.Arrays;

/** The outcomes of the operations in a simulation, after its warm-up. */
public final class Outcomes {
  /** The length of the slots for figures over time. */
  public static final int SLOT_SECONDS = 10;

  private final Scenario scenario;
  private final Histogram all = new Histogram();
  private final Histogram[] slots;
  private final long[] asked;
  private final long[] served;
  private final double[] time;
  private long failed;
  private long requests;

  Outcomes(Scenario scenario) {
    this.scenario = scenario;
    this.slots = new Histogram[scenario.seconds() / SLOT_SECONDS + 1];
    Arrays.setAll(slots, i -> new Histogram());
    this.asked = new long[scenario.clients()];
    this.served = new long[scenario.clients()];
    this.time = new double[scenario.clients()];
  }

  private static boolean counts(long began) {
    return began >= Scenario.WARM_UP_SECONDS * Events.SECOND;
  }

  void requested(long now) {
    requests += counts(now) ? 1 : 0;
  }

  void served(int client, long began, long now) {
    double seconds = (double) (now - began) / Events.SECOND;
    slots[(int) Math.min(now / Events.SECOND / SLOT_SECONDS, slots.length - 1)].add(seconds);
    if (counts(began)) {
      all.add(seconds);
      asked[client]++;
      served[client]++;
      time[client] += seconds;
    }
  }

  void failed(int client, long began) {
    if (counts(began)) {
      failed++;
      asked[client]++;
    }
  }

  /** Successful operations a second. */
  public double throughput() {
    return (double) all.count() / (scenario.seconds() - Scenario.WARM_UP_SECONDS);
  }

  /** The share of operations that failed, because of the timeout or after all retries. */
  public double failures() {
    return failed == 0 ? 0 : (double) failed / (failed + all.count());
  }

  /** A quantile of the seconds of the successful operations. */
  public double seconds(double share) {
    return all.quantile(share);
  }

  /** The seconds of the longest successful operation. */
  public double longest() {
    return all.greatest();
  }

  /** The number of requests for each successful operation. */
  public double requestsEach() {
    return all.count() == 0 ? 0 : (double) requests / all.count();
  }

  /**
   * Jain's index of the share of its operations that each client completed: 1 if all shares are
   * equal, one over the number of clients if one client got everything.
   */
  public double fairness() {
    double sum = 0;
    double squares = 0;
    int clients = 0;
    for (int i = 0; i < asked.length; i++) {
      if (asked[i] > 0) {
        double share = (double) served[i] / asked[i];
        sum += share;
        squares += share * share;
        clients++;
      }
    }
    return squares == 0 ? 0 : sum * sum / (clients * squares);
  }

  /** The ratio of the slowest client's mean time to the median client's. */
  public double unevenness() {
    double[] means = new double[time.length];
    int clients = 0;
    for (int i = 0; i < time.length; i++) {
      if (served[i] > 0) {
        means[clients++] = time[i] / served[i];
      }
    }
    double[] sorted = Arrays.copyOf(means, clients);
    Arrays.sort(sorted);
    return clients == 0 ? 0 : sorted[clients - 1] / sorted[clients / 2];
  }

  /** The number of slots. */
  public int slots() {
    return scenario.seconds() / SLOT_SECONDS;
  }

  /** Successful operations a second in a slot. */
  public double throughput(int slot) {
    return (double) slots[slot].count() / SLOT_SECONDS;
  }

  /** Like {@link #seconds(double)}, for the operations that ended in a slot. */
  public double seconds(int slot, double share) {
    return slots[slot].quantile(share);
  }
}
