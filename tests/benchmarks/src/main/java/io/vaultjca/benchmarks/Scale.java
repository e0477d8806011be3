package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.Chart.Axis;
import io.vaultjca.benchmarks.Chart.Panel;
import io.vaultjca.benchmarks.Chart.Point;
import io.vaultjca.benchmarks.simulation.Outcomes;
import io.vaultjca.benchmarks.simulation.Scenario;
import io.vaultjca.benchmarks.simulation.Scenario.Policy;
import io.vaultjca.benchmarks.simulation.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the balance and the pace do beyond one machine: simulated hours of 1 to 1,000 clients and 1
 * to 16 vaults, with an outage, and three pictures of them.
 */
final class Scale implements Part {
  private static final List<Integer> CLIENTS = List.of(1, 10, 100, 1_000);
  private static final List<Integer> VAULTS = List.of(1, 2, 4, 8, 16);
  private static final List<Integer> FEW_VAULTS = List.of(1, 2, 4);
  private static final double MOST_OF_IT = 0.9;
  private static final double SOME_OF_IT = 0.6;
  private static final double NEARLY_ALL = 0.99;

  private static final Axis OF_CLIENTS =
      new Axis(0.8, 1_300, true, List.of(1.0, 10.0, 100.0, 1_000.0));
  private static final Axis OF_VAULTS =
      new Axis(0.9, 18, true, VAULTS.stream().map(Integer::doubleValue).toList());
  private static final Axis OF_SECONDS = Axis.decades(0.01, 100);

  private final Path target;
  private final int seconds;

  /**
   * The measurement.
   *
   * @param target the folder for the pictures
   * @param quick whether to see only that it works
   */
  Scale(Path target, boolean quick) {
    this.target = target;
    this.seconds = quick ? 90 : 3_600;
  }

  @Override
  public String name() {
    return "simulation";
  }

  @Override
  public List<Row> measure(Laboratory laboratory) throws IOException {
    List<Row> rows = new ArrayList<>();
    scale(rows);
    waiting(rows);
    demand(rows);
    outage(rows);
    return rows;
  }

  private Outcomes of(Scenario scenario) {
    return Simulation.of(scenario.lasting(seconds));
  }

  /** As many operations as there can be, over the number of vaults. */
  private void scale(List<Row> rows) throws IOException {
    List<Chart.Entry> legend = new ArrayList<>();
    List<List<Point>> rates = new ArrayList<>();
    List<List<Point>> times = new ArrayList<>();
    for (int clients : CLIENTS) {
      Map<Integer, Outcomes> outcomes = new TreeMap<>();
      for (int vaults : VAULTS) {
        Outcomes outcome = of(Scenario.saturated(Policy.BALANCED, clients, vaults));
        outcomes.put(vaults, outcome);
        rows.add(row("saturated", "balanced", clients, vaults, outcome));
      }
      legend.add(new Chart.Entry(clients(clients), false));
      rates.add(points(outcomes, Outcomes::throughput));
      times.add(points(outcomes, outcome -> outcome.seconds(NEARLY_ALL)));
    }
    legend.add(new Chart.Entry("what the vaults may do", true));
    rates.add(
        VAULTS.stream()
            .map(
                vaults ->
                    new Point(vaults, Scenario.saturated(Policy.BALANCED, 1, vaults).capacity()))
            .toList());
    times.add(List.of());
    String across = "vaults (RSA-3072 in an HSM: 500 operations in ten seconds each)";
    write(
        "scale.svg",
        new Chart(
            List.of(
                new Panel(
                    "operations a second", across, OF_VAULTS, Axis.decades(10, 1_000), true, rates),
                new Panel(
                    "seconds that 99 % of them took at most",
                    across, OF_VAULTS, OF_SECONDS, true, times)),
            legend));
  }

  /** One vault that is wanted more than it may do, over the number of clients. */
  private void waiting(List<Row> rows) throws IOException {
    List<Chart.Entry> legend = new ArrayList<>();
    List<List<Point>> times = new ArrayList<>();
    List<List<Point>> failures = new ArrayList<>();
    for (Policy policy : Policy.values()) {
      boolean before = policy == Policy.LOCKSTEP;
      Map<Integer, Outcomes> outcomes = new TreeMap<>();
      for (int clients : CLIENTS) {
        Outcomes outcome = of(Scenario.saturated(policy, clients, 1));
        outcomes.put(clients, outcome);
        if (before) {
          rows.add(row("saturated", "all wait together", clients, 1, outcome));
        }
      }
      legend.add(
          new Chart.Entry(
              before ? "all wait together for what a 429 asks" : "at a pace below the limit",
              before));
      times.add(points(outcomes, outcome -> outcome.seconds(NEARLY_ALL)));
      failures.add(points(outcomes, outcome -> 100 * outcome.failures()));
    }
    String across = "clients of one vault, 32 threads in all, or one each";
    write(
        "waiting.svg",
        new Chart(
            List.of(
                new Panel(
                    "seconds that 99 % of the operations took at most",
                    across, OF_CLIENTS, OF_SECONDS, true, times),
                new Panel(
                    "operations that failed, in per cent",
                    across,
                    OF_CLIENTS,
                    Axis.linear(50, 10),
                    true,
                    failures)),
            legend));
  }

  /** Nine tenths of what the vaults may do. */
  private void demand(List<Row> rows) {
    for (int vaults : VAULTS) {
      for (int clients : CLIENTS) {
        Outcomes outcome = of(Scenario.hour(Policy.BALANCED, clients, vaults, MOST_OF_IT));
        rows.add(row("90 % of the limit", "balanced", clients, vaults, outcome));
      }
    }
  }

  /** The first vault is away for ten minutes. */
  private void outage(List<Row> rows) throws IOException {
    List<Chart.Entry> legend = new ArrayList<>();
    List<List<Point>> rates = new ArrayList<>();
    List<List<Point>> times = new ArrayList<>();
    int from = seconds / 3;
    int to = seconds / 2;
    for (int vaults : FEW_VAULTS) {
      // As much as those that are left may do, or less.
      double demand = vaults == 2 ? MOST_OF_IT / 2 : SOME_OF_IT;
      Scenario scenario = Scenario.hour(Policy.BALANCED, 100, vaults, demand);
      Outcomes outcome = of(scenario.withOutage(from, to));
      rows.add(row("outage of the first vault", "balanced", 100, vaults, outcome));
      legend.add(new Chart.Entry(vaults == 1 ? "one vault" : vaults + " vaults", vaults == 1));
      double wanted = demand * scenario.capacity();
      rates.add(
          IntStream.range(0, outcome.slots())
              .mapToObj(slot -> point(slot, 100 * outcome.throughput(slot) / wanted))
              .toList());
      times.add(
          IntStream.range(0, outcome.slots())
              .mapToObj(slot -> point(slot, outcome.seconds(slot, NEARLY_ALL)))
              .toList());
    }
    double minutes = seconds / 60.0;
    Axis time = Axis.linear(minutes, Math.max(1, minutes / 6));
    String across = "minutes (the first vault is away from the 20th to the 30th)";
    write(
        "outage.svg",
        new Chart(
            List.of(
                new Panel(
                    "operations that are done, in per cent of what is asked for",
                    across,
                    time,
                    Axis.linear(160, 20),
                    false,
                    rates),
                new Panel(
                    "seconds that 99 % of them take at most",
                    across, time, OF_SECONDS, false, times)),
            legend));
  }

  private static Point point(int slot, double value) {
    return new Point((slot + 0.5) * Outcomes.SLOT_SECONDS / 60, value);
  }

  private static String clients(int clients) {
    return clients == 1 ? "1 client" : String.format(Locale.ROOT, "%,d clients", clients);
  }

  private static List<Point> points(
      Map<Integer, Outcomes> outcomes, ToDoubleFunction<Outcomes> value) {
    return outcomes.entrySet().stream()
        .map(entry -> new Point(entry.getKey(), value.applyAsDouble(entry.getValue())))
        .toList();
  }

  private static Row row(String what, String who, int clients, int vaults, Outcomes outcome) {
    return Row.of(
        String.format(
            Locale.ROOT,
            "simulated hour, %s: %s, %d %s",
            what,
            clients(clients),
            vaults,
            vaults == 1 ? "vault" : "vaults"),
        who,
        String.format(Locale.ROOT, "%.1f/s", outcome.throughput()),
        "",
        String.join(
            "; ",
            Stream.of(
                    String.format(Locale.ROOT, "%.1f %% of the limit", 100 * outcome.use()),
                    String.format(
                        Locale.ROOT,
                        "half in %.2f s, 99 %% in %.2f s, all in %.1f s",
                        outcome.seconds(0.5),
                        outcome.seconds(NEARLY_ALL),
                        outcome.longest()),
                    String.format(Locale.ROOT, "%.2f %% failed", 100 * outcome.failures()),
                    String.format(
                        Locale.ROOT, "%.2f requests an operation", outcome.requestsEach()),
                    String.format(
                        Locale.ROOT,
                        "fairness %.3f, the slowest client %.2f times the median",
                        outcome.fairness(),
                        outcome.unevenness()))
                .toList()));
  }

  private void write(String name, Chart chart) throws IOException {
    Files.createDirectories(target);
    Files.writeString(target.resolve(name), chart.svg());
  }
}
