package io.vaultjca.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * The cost of one task with a vault.
 *
 * @param certificates the number of certificates in the vault
 * @param requests the number of requests that the vault received
 * @param connections the number of connections of these requests
 * @param inFlight the most requests at a time
 */
record Cost(int certificates, long requests, long connections, int inFlight, double seconds) {
  /** The columns of {@link #cells}. */
  static final List<String> COLUMNS =
      List.of(
          "task",
          "contender",
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
   * @param delay the delay of each answer in milliseconds
   * @param most the bound of the requests, or an empty string
   */
  List<String> cells(Walk.Contender contender, Walk.Task task, int delay, String most) {
    return List.of(
        task.title(),
        contender.title(),
        Integer.toString(certificates),
        Integer.toString(delay),
        String.format(Locale.ROOT, "%.2f", seconds),
        Long.toString(requests),
        Integer.toString(inFlight),
        Long.toString(connections),
        most);
  }
}
