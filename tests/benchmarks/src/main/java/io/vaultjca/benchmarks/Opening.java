package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.Row.Goal;
import io.vaultjca.benchmarks.Row.Ratio;
import io.vaultjca.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Requests and seconds to open vaults of several sizes and to walk over them, with the promised
 * bounds; then the same walk in turns with Microsoft's provider.
 */
final class Opening implements Part {
  private static final int PAGE = 25;

  private static final int[] DELAYS = {0, 20};
  private static final int[] SIZES = {1, 50, 200, 2000};
  private static final List<Integer> SIZES_FOR_MICROSOFT = List.of(50, 200);
  private static final int SIZE_OF_THE_GOAL = 200;
  private static final int ROUNDS = 3;
  private static final List<String> OPENINGS = List.of("fresh JVM", "again");
  private static final List<Walk.Task> TASKS =
      List.of(
          Walk.Task.OPEN,
          Walk.Task.LIST,
          Walk.Task.NARROWED,
          Walk.Task.CERTIFICATES,
          Walk.Task.CHAINS);

  private final boolean quick;

  /**
   * The measurement.
   *
   * @param quick true for a run that only shows that it works
   */
  Opening(boolean quick) {
    this.quick = quick;
  }

  @Override
  public String name() {
    return "opening";
  }

  @Override
  public List<Table> measure(Laboratory laboratory) throws Exception {
    List<List<String>> ours = new ArrayList<>();
    List<Row> beside = new ArrayList<>();
    try (GrowingVault vault = GrowingVault.beside(laboratory)) {
      for (int size : quick ? new int[] {1} : SIZES) {
        vault.growTo(size);
        for (int delay : DELAYS) {
          vault.delay(delay);
          for (Walk.Task task : TASKS) {
            Cost cost = vault.measure(Walk.Contender.OURS, task);
            ours.add(cost.cells(Walk.Contender.OURS, task, delay, bound(task, size)));
          }
          if (quick || SIZES_FOR_MICROSOFT.contains(size)) {
            beside.addAll(besideMicrosoft(vault, size, delay));
          }
        }
      }
    }
    return List.of(Table.of(name(), Cost.COLUMNS, ours), Row.table(name() + "-in-turns", beside));
  }

  /**
   * Opens the vault and reads every certificate with its chain, in a fresh JVM, and again in the
   * same JVM with a new key store.
   */
  private List<Row> besideMicrosoft(GrowingVault vault, int size, int delay) throws Exception {
    int rounds = quick ? 1 : ROUNDS;
    List<List<Cost>> theirs = new ArrayList<>();
    List<List<Cost>> ours = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      theirs.add(vault.measure(Walk.Contender.MICROSOFT, Walk.Task.CHAINS, OPENINGS.size()));
      ours.add(vault.measure(Walk.Contender.OURS, Walk.Task.CHAINS, OPENINGS.size()));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < OPENINGS.size(); i++) {
      int opening = i;
      String what =
          "open and hold all chains, N = " + size + ", " + delay + " ms, " + OPENINGS.get(opening);
      List<Cost> theirsNow = theirs.stream().map(costs -> costs.get(opening)).toList();
      List<Cost> oursNow = ours.stream().map(costs -> costs.get(opening)).toList();
      double[] ratios =
          IntStream.range(0, rounds)
              .mapToDouble(round -> oursNow.get(round).seconds() / theirsNow.get(round).seconds())
              .toArray();
      rows.add(row(what, Walk.Contender.MICROSOFT, theirsNow, Optional.empty(), Optional.empty()));
      rows.add(
          row(
              what,
              Walk.Contender.OURS,
              oursNow,
              Optional.of(Ratio.of(ratios)),
              size == SIZE_OF_THE_GOAL
                  ? Optional.of(
                      Goal.atMost(delay == 0 ? 0.22 : 0.10, Walk.Contender.MICROSOFT.title()))
                  : Optional.empty()));
    }
    return rows;
  }

  private static Row row(
      String what,
      Walk.Contender contender,
      List<Cost> costs,
      Optional<Ratio> ratio,
      Optional<Goal> goal) {
    double[] seconds = costs.stream().mapToDouble(Cost::seconds).toArray();
    return new Row(
        what,
        contender.title(),
        Row.Value.seconds(seconds),
        ratio,
        goal,
        counted(costs.get(costs.size() - 1)));
  }

  private static String counted(Cost cost) {
    return String.format(
        Locale.ROOT,
        "%,d requests, %d in flight, %,d connections",
        cost.requests(),
        cost.inFlight(),
        cost.connections());
  }

  /** The promised bound of the requests, or an empty string. */
  private static String bound(Walk.Task task, int size) {
    int listing = (size + PAGE - 1) / PAGE + 3;
    return switch (task) {
      case OPEN, LIST -> Integer.toString(listing);
      case CERTIFICATES -> Integer.toString(listing + size);
      case CHAINS -> Integer.toString(listing + 2 * size);
      case FIND, NARROWED -> "";
    };
  }
}
