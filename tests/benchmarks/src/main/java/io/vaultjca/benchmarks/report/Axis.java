package io.vaultjca.benchmarks.report;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * An axis of a plot.
 *
 * @param low the value at its beginning; greater than 0 on a logarithmic axis
 * @param high the value at its end
 * @param ticks the values with a label and a line of the grid
 */
record Axis(double low, double high, boolean logarithmic, List<Double> ticks) {
  /** A logarithmic axis with a tick at each power of ten. */
  static Axis decades(double low, double high) {
    return new Axis(
        low,
        high,
        true,
        DoubleStream.iterate(0.01, tick -> tick <= high, tick -> tick * 10)
            .filter(tick -> tick >= low)
            .boxed()
            .toList());
  }

  /** A linear axis from 0 on. */
  static Axis linear(double high, double step) {
    return new Axis(
        0,
        high,
        false,
        DoubleStream.iterate(0, tick -> tick <= high, tick -> tick + step).boxed().toList());
  }

  /** The position of a value: 0 at the beginning, 1 at the end; what lies beyond is there. */
  double share(double value) {
    double share =
        logarithmic
            ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
            : (value - low) / (high - low);
    return Math.max(0, Math.min(1, share));
  }
}
