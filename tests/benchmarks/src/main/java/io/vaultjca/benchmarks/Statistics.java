package io.vaultjca.benchmarks;

import java.util.Arrays;

/** Statistics of at least one number. */
final class Statistics {
  private Statistics() {}

  static double median(double... numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static double least(double... numbers) {
    return Arrays.stream(numbers).min().orElseThrow();
  }

  static double greatest(double... numbers) {
    return Arrays.stream(numbers).max().orElseThrow();
  }
}
