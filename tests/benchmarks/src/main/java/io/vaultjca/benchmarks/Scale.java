package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.report.Table;
import io.vaultjca.benchmarks.simulation.Outcomes;
import io.vaultjca.benchmarks.simulation.Scenario;
import io.vaultjca.benchmarks.simulation.Scenario.Policy;
import io.vaultjca.benchmarks.simulation.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The balance and the pace beyond one machine: simulated hours with 1 to 1,000 clients and 1 to 16
 * vaults, and with an outage.
 */
final class Scale implements Part {
  private static final List<Integer> CLIENTS = List.of(1, 10, 100, 1_000);
  private static final List<Integer> VAULTS = List.of(1, 2, 4, 8, 16);
  private static final double NINE_TENTHS = 0.9;
  private static final double SIX_TENTHS = 0.6;
  private static final List<String> COLUMNS =
      List.of(
          "scenario",
          "policy",
          "clients",
          "vaults",
          "per-second",
          "capacity",
          "half-within",
          "99%-within",
          "longest",
          "failed-%",
          "requests-each",
          "fairness",
          "slowest-to-median");

  private final int seconds;
  private final List<List<String>> hours = new ArrayList<>();

  /**
   * The measurement.
   *
   * @param quick true for a run that only shows that it works
   */
  Scale(boolean quick) {
    this.seconds = quick ? 90 : 3_600;
  }

  @Override
  public String name() {
    return "simulation";
  }

  @Override
  public List<Table> measure(Laboratory laboratory) {
    hours.clear();
    for (int clients : CLIENTS) {
      for (int vaults : VAULTS) {
        run("saturated", Scenario.saturated(Policy.BALANCED, clients, vaults));
        run("nine tenths", Scenario.hour(Policy.BALANCED, clients, vaults, NINE_TENTHS));
      }
      run("saturated", Scenario.saturated(Policy.LOCKSTEP, clients, 1));
    }
    List<List<String>> outages = new ArrayList<>();
    for (int vaults : List.of(1, 2, 4)) {
      outages.addAll(outage(vaults));
    }
    return List.of(
        Table.of(name(), COLUMNS, hours),
        Table.of(name() + "-outage", List.of("vaults", "minute", "done-%", "99%-within"), outages));
  }

  /** The first vault is away from the 20th to the 30th minute of an hour. */
  private List<List<String>> outage(int vaults) {
    // The second vault alone can serve half of the limit of both.
    double demand = vaults == 2 ? NINE_TENTHS / 2 : SIX_TENTHS;
    Scenario scenario = Scenario.hour(Policy.BALANCED, 100, vaults, demand);
    Outcomes outcome = run("outage", scenario.withOutage(seconds / 3, seconds / 2));
    List<List<String>> slots = new ArrayList<>();
    for (int slot = 0; slot < outcome.slots(); slot++) {
      slots.add(
          List.of(
              Integer.toString(vaults),
              print("%.2f", (slot + 0.5) * Outcomes.SLOT_SECONDS / 60),
              print("%.0f", 100 * outcome.throughput(slot) / (demand * scenario.capacity())),
              print("%.3f", outcome.seconds(slot, 0.99))));
    }
    return slots;
  }

  private Outcomes run(String name, Scenario scenario) {
    Outcomes outcome = Simulation.of(scenario.lasting(seconds));
    hours.add(
        List.of(
            name,
            scenario.policy().name().toLowerCase(Locale.ROOT),
            Integer.toString(scenario.clients()),
            Integer.toString(scenario.vaults()),
            print("%.1f", outcome.throughput()),
            print("%.0f", scenario.capacity()),
            print("%.3f", outcome.seconds(0.5)),
            print("%.3f", outcome.seconds(0.99)),
            print("%.1f", outcome.longest()),
            print("%.2f", 100 * outcome.failures()),
            print("%.2f", outcome.requestsEach()),
            print("%.3f", outcome.fairness()),
            print("%.2f", outcome.unevenness())));
    return outcome;
  }

  private static String print(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
