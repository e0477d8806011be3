package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.GrowthPlot.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  private final Path target;
  private final int largest;

  /**
   * The measurement.
   *
   * @param target the folder for the picture
   * @param quick whether to see only that it works
   */
  Growth(Path target, boolean quick) {
    this.target = target;
    this.largest = quick ? 1 : Integer.MAX_VALUE;
  }

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public List<Row> measure(Laboratory laboratory) throws Exception {
    List<Row> rows = new ArrayList<>();
    Map<String, List<Point>> series = new LinkedHashMap<>();
    try (GrowingVault vault = GrowingVault.beside(laboratory)) {
      for (int size : sizes()) {
        vault.growTo(size);
        vault.delay(DELAY);
        for (Walk.By by : Walk.By.values()) {
          for (Walk.Task task : TASKS) {
            if (isMeasured(by, task, size)) {
              Point point = measure(vault, by, task, size);
              series
                  .computeIfAbsent(task.title() + ", " + by.title(), name -> new ArrayList<>())
                  .add(point);
              rows.add(row(by, task, point));
            }
          }
        }
      }
    }
    Path plot = target.resolve("growth.svg");
    Files.writeString(plot, new GrowthPlot(DELAY, series).svg());
    return rows;
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

  private static Point measure(GrowingVault vault, Walk.By by, Walk.Task task, int size)
      throws IOException, InterruptedException {
    Point point = vault.measure(by, task);
    double[] seconds = new double[size <= LARGEST_TO_REPEAT ? REPETITIONS : 1];
    seconds[0] = point.seconds();
    for (int i = 1; i < seconds.length; i++) {
      point = vault.measure(by, task);
      seconds[i] = point.seconds();
    }
    return point.taking(Statistics.median(seconds));
  }

  private static Row row(Walk.By by, Walk.Task task, Point point) {
    return Row.of(
        String.format(Locale.ROOT, "%s, N = %,d, %d ms", task.title(), point.certificates(), DELAY),
        by.title(),
        String.format(Locale.ROOT, "%.2f s", point.seconds()),
        "",
        String.format(
            Locale.ROOT,
            "%,d requests, %d in flight, %,d connections",
            point.requests(),
            point.inFlight(),
            point.connections()));
  }
}
