package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What it costs to open and to walk over vaults of growing size, ours and Microsoft's provider,
 * each time in a fresh JVM.
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
   * @param quick whether to see only that it works
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
        for (Walk.By by : Walk.By.values()) {
          for (Walk.Task task : TASKS) {
            if (isMeasured(by, task, size)) {
              rows.add(measure(vault, by, task, size).cells(by, task, DELAY, ""));
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

  private static boolean isMeasured(Walk.By by, Walk.Task task, int size) {
    boolean ours = by == Walk.By.OURS;
    boolean wanted = Arrays.stream(ours ? SIZES : SIZES_FOR_MICROSOFT).anyMatch(one -> one == size);
    // Microsoft's provider reads everything when it is asked for the first thing, whatever that is.
    return wanted
        && (ours
            ? task != Walk.Task.CHAINS || size <= LARGEST_FOR_CHAINS
            : task == Walk.Task.CHAINS);
  }

  private static Cost measure(GrowingVault vault, Walk.By by, Walk.Task task, int size)
      throws IOException, InterruptedException {
    Cost cost = vault.measure(by, task);
    double[] seconds = new double[size <= LARGEST_TO_REPEAT ? REPETITIONS : 1];
    seconds[0] = cost.seconds();
    for (int i = 1; i < seconds.length; i++) {
      cost = vault.measure(by, task);
      seconds[i] = cost.seconds();
    }
    return cost.taking(Statistics.median(seconds));
  }
}
