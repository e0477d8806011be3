package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The cost to open vaults of growing size and to walk over them, with this project and with
 * Microsoft's provider, each time in a fresh JVM.
 */
final class Growth implements Part {
  private static final List<Walk.Task> TASKS =
      List.of(Walk.Task.OPEN, Walk.Task.FIND, Walk.Task.CERTIFICATES, Walk.Task.CHAINS);
  private static final int DELAY = 20;
  private static final int[] SIZES = {1, 10, 100, 1000, 5000};
  private static final int[] SIZES_FOR_MICROSOFT = {1, 10, 100, 200};
  private static final int LARGEST_FOR_CHAINS = 1000;
  private static final int LARGEST_TO_REPEAT = 10;
  private static final int REPETITIONS = 3;

  private final int largest;

  /**
   * The measurement.
   *
   * @param quick true for a run that only shows that it works
   */
  Growth(boolean quick) {
    this.largest = quick ? 1 : Integer.MAX_VALUE;
  }

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public List<Table> measure(Laboratory laboratory) throws Exception {
    List<List<String>> rows = new ArrayList<>();
    try (GrowingVault vault = GrowingVault.beside(laboratory)) {
      for (int size : sizes()) {
        vault.growTo(size);
        vault.delay(DELAY);
        for (Walk.Contender contender : Walk.Contender.values()) {
          for (Walk.Task task : TASKS) {
            if (isMeasured(contender, task, size)) {
              rows.add(measure(vault, contender, task, size).cells(contender, task, DELAY, ""));
            }
          }
        }
      }
    }
    return List.of(Table.of(name(), Cost.COLUMNS, rows));
  }

  private int[] sizes() {
    return IntStream.concat(Arrays.stream(SIZES), Arrays.stream(SIZES_FOR_MICROSOFT))
        .distinct()
        .filter(size -> size <= largest)
        .sorted()
        .toArray();
  }

  private static boolean isMeasured(Walk.Contender contender, Walk.Task task, int size) {
    boolean ours = contender == Walk.Contender.OURS;
    boolean wanted = Arrays.stream(ours ? SIZES : SIZES_FOR_MICROSOFT).anyMatch(one -> one == size);
    // Microsoft's provider reads everything at its first call.
    return wanted
        && (ours
            ? task != Walk.Task.CHAINS || size <= LARGEST_FOR_CHAINS
            : task == Walk.Task.CHAINS);
  }

  private static Cost measure(
      GrowingVault vault, Walk.Contender contender, Walk.Task task, int size)
      throws IOException, InterruptedException {
    Cost cost = vault.measure(contender, task);
    double[] seconds = new double[size <= LARGEST_TO_REPEAT ? REPETITIONS : 1];
    seconds[0] = cost.seconds();
    for (int i = 1; i < seconds.length; i++) {
      cost = vault.measure(contender, task);
      seconds[i] = cost.seconds();
    }
    return cost.taking(Statistics.median(seconds));
  }
}
