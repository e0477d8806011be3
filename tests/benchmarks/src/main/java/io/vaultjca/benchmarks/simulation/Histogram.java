package io.vaultjca.benchmarks.simulation;

/** Times in classes of 2 % each, so that quantiles do not need a list of all times. */
final class Histogram {
  private static final double CLASS = Math.log(1.02);
  private static final double LEAST = 1e-3;

  private final long[] classes = new long[1_000];
  private long count;
  private double greatest;

  void add(double seconds) {
    double classNumber = Math.log(Math.max(seconds, LEAST) / LEAST) / CLASS;
    classes[(int) Math.min(classNumber, classes.length - 1.0)]++;
    count++;
    greatest = Math.max(greatest, seconds);
  }

  long count() {
    return count;
  }

  double greatest() {
    return greatest;
  }

  /** The quantile of a share; 0 for an empty histogram. */
  double quantile(double share) {
    long rank = (long) Math.ceil(share * count);
    long seen = 0;
    for (int i = 0; i < classes.length; i++) {
      seen += classes[i];
      if (seen >= rank) {
        return count == 0 ? 0 : Math.min(greatest, LEAST * Math.exp((i + 1) * CLASS));
      }
    }
    return greatest;
  }
}
