package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.Chart.Axis;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Requests and seconds over the number of certificates, both axes logarithmic, as an SVG picture.
 *
 * @param delay how long the vault waited before each answer, in milliseconds
 * @param series the measured points, by the name of the line
 */
record GrowthPlot(int delay, Map<String, List<Point>> series) {
  private static final Axis CERTIFICATES =
      new Axis(0.9, 7000, true, List.of(1.0, 10.0, 100.0, 1000.0));

  /**
   * A measured point.
   *
   * @param certificates how many certificates the vault holds
   * @param requests how many requests it got
   * @param connections on how many connections
   * @param inFlight how many of them at most at a time
   * @param seconds how long it took
   */
  record Point(int certificates, long requests, long connections, int inFlight, double seconds) {
    /** The same with another time. */
    Point taking(double otherSeconds) {
      return new Point(certificates, requests, connections, inFlight, otherSeconds);
    }
  }

  /** The picture. */
  String svg() {
    List<Chart.Entry> legend =
        series.entrySet().stream()
            .map(
                line -> {
                  // Opening sends nothing, and there is no 0 on a logarithmic axis.
                  boolean silent = line.getValue().stream().allMatch(one -> one.requests() == 0);
                  return new Chart.Entry(
                      line.getKey() + (silent ? " (no request)" : ""),
                      line.getKey().contains("Microsoft"));
                })
            .toList();
    return new Chart(
            List.of(
                panel("requests", Point::requests, Axis.decades(0.8, 20_000)),
                panel("seconds", Point::seconds, Axis.decades(0.03, 100))),
            legend)
        .svg();
  }

  private Chart.Panel panel(String title, ToDoubleFunction<Point> value, Axis up) {
    return new Chart.Panel(
        title,
        "certificates in the vault (each answer after %d ms)".formatted(delay),
        CERTIFICATES,
        up,
        true,
        series.values().stream()
            .map(
                points ->
                    points.stream()
                        .map(one -> new Chart.Point(one.certificates(), value.applyAsDouble(one)))
                        .toList())
            .toList());
  }
}
