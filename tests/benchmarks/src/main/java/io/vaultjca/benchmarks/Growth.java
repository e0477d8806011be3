package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.GrowthPlot.Point;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
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
 * each time in a fresh JVM. The certificates have a chain of three, so that a chain costs a request
 * of its own.
 */
final class Growth implements Part {
  /** The alias that is there at every size. */
  static final String FIRST = "c1-00001";

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
    try (Laboratory own = laboratory.anotherEmpty()) {
      int held = 0;
      for (int size : sizes()) {
        own.vault()
            .seed(
                String.format(
                    Locale.ROOT,
                    "{\"certificates\":[{\"name\":\"c%d-%%05d\",\"count\":%d,\"kty\":\"EC\",\"chain\":2}]}",
                    size,
                    size - held));
        held = size;
        own.vault().delay(DELAY);
        for (Walk.By by : Walk.By.values()) {
          for (Walk.Task task : Walk.Task.values()) {
            if (isMeasured(by, task, size)) {
              Point point = measure(own, by, task, size);
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

  private static Point measure(Laboratory own, Walk.By by, Walk.Task task, int size)
      throws IOException, InterruptedException {
    double[] seconds = new double[size <= LARGEST_TO_REPEAT ? REPETITIONS : 1];
    for (int i = 0; i < seconds.length; i++) {
      own.vault().resetCounters();
      seconds[i] = seconds(own, by, task);
    }
    VaultAccess.Counters counters = own.vault().counters();
    Point point =
        new Point(
            size,
            counters.requests(),
            counters.connections(),
            counters.mostInFlight(),
            Statistics.median(seconds));
    System.err.println(by.title() + ", " + task.title() + ": " + point);
    return point;
  }

  private static double seconds(Laboratory own, Walk.By by, Walk.Task task)
      throws IOException, InterruptedException {
    Process process =
        own.java(List.of(Walk.class.getName(), by.name(), task.name()))
            .redirectError(Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(by.title() + ", " + task.title() + " failed: " + output);
    }
    return Double.parseDouble(output.strip());
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
