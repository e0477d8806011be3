package io.vaultjca.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * What one task with a vault cost.
 *
 * @param certificates how many the vault holds
 * @param requests how many it received
 * @param connections on how many connections
 * @param inFlight the most requests at a time
 */
record Cost(int certificates, long requests, long connections, int inFlight, double seconds) {
  /** The columns of {@link #cells}. */
  static final List<String> COLUMNS =
      List.of(
          "task",
          "by",
          "certificates",
          "delay",
          "seconds",
          "requests",
          "in-flight",
          "connections",
          "most-requests");

  /** The same with another time. */
  Cost taking(double otherSeconds) {
    return new Cost(certificates, requests, connections, inFlight, otherSeconds);
  }

  /**
   * A row.
   *
   * @param delay how long each answer waited, in milliseconds
   * @param most the bound of the requests, or nothing
   */
  List<String> cells(Walk.By by, Walk.Task task, int delay, String most) {
    return List.of(
        task.title(),
        by.title(),
        Integer.toString(certificates),
        Integer.toString(delay),
        String.format(Locale.ROOT, "%.2f", seconds),
        Long.toString(requests),
        Integer.toString(inFlight),
        Long.toString(connections),
        most);
  }
}
