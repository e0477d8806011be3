package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.GrowthPlot.Point;
import io.vaultjca.benchmarks.Row.Goal;
import io.vaultjca.benchmarks.Row.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Requests and seconds to open vaults of some sizes and to walk over them, with the bounds that are
 * promised; then the same walk beside Microsoft's provider, in turns.
 */
final class Opening implements Part {
  /** That a walk reads at least so many entries at a time. */
  private static final int IN_FLIGHT = 8;

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
   * @param quick whether to see only that it works
   */
  Opening(boolean quick) {
    this.quick = quick;
  }

  @Override
  public String name() {
    return "opening";
  }

  @Override
  public List<Row> measure(Laboratory laboratory) throws Exception {
    List<Row> ours = new ArrayList<>();
    List<Row> beside = new ArrayList<>();
    try (GrowingVault vault = GrowingVault.beside(laboratory)) {
      for (int size : quick ? new int[] {1} : SIZES) {
        vault.growTo(size);
        for (int delay : DELAYS) {
          vault.delay(delay);
          for (Walk.Task task : TASKS) {
            Point point = vault.measure(Walk.By.OURS, task);
            ours.add(
                Row.of(
                    what(task, size, delay),
                    Walk.By.OURS.title(),
                    seconds(point),
                    "",
                    counted(point) + bounds(task, point, delay)));
          }
          if (quick || SIZES_FOR_MICROSOFT.contains(size)) {
            beside.addAll(besideMicrosoft(vault, size, delay));
          }
        }
      }
    }
    return Stream.concat(ours.stream(), beside.stream()).toList();
  }

  /**
   * What opens the vault and then holds every certificate with its chain: in a JVM that was just
   * started, and once more in the same one, with a new key store.
   */
  private List<Row> besideMicrosoft(GrowingVault vault, int size, int delay) throws Exception {
    int rounds = quick ? 1 : ROUNDS;
    List<List<Point>> theirs = new ArrayList<>();
    List<List<Point>> ours = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      theirs.add(vault.measure(Walk.By.MICROSOFT, Walk.Task.CHAINS, OPENINGS.size()));
      ours.add(vault.measure(Walk.By.OURS, Walk.Task.CHAINS, OPENINGS.size()));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < OPENINGS.size(); i++) {
      int opening = i;
      String what =
          "open and hold all chains, N = " + size + ", " + delay + " ms, " + OPENINGS.get(opening);
      List<Point> theirsNow = theirs.stream().map(points -> points.get(opening)).toList();
      List<Point> oursNow = ours.stream().map(points -> points.get(opening)).toList();
      double[] ratios =
          IntStream.range(0, rounds)
              .mapToDouble(round -> oursNow.get(round).seconds() / theirsNow.get(round).seconds())
              .toArray();
      rows.add(row(what, Walk.By.MICROSOFT, theirsNow, Optional.empty(), null));
      rows.add(
          row(
              what,
              Walk.By.OURS,
              oursNow,
              Optional.of(Ratio.of(ratios)),
              size == SIZE_OF_THE_GOAL
                  ? Goal.atMost(delay == 0 ? 0.22 : 0.10, Walk.By.MICROSOFT.title())
                  : null));
    }
    return rows;
  }

  private static Row row(
      String what, Walk.By by, List<Point> points, Optional<Ratio> ratio, Goal goal) {
    double[] seconds = points.stream().mapToDouble(Point::seconds).toArray();
    return new Row(
        what,
        by.title(),
        String.format(Locale.ROOT, "%.2f s", Statistics.median(seconds)),
        String.format(
            Locale.ROOT, "%.2f to %.2f s", Statistics.least(seconds), Statistics.greatest(seconds)),
        ratio,
        goal,
        counted(points.get(points.size() - 1)));
  }

  private static String what(Walk.Task task, int size, int delay) {
    return String.format(Locale.ROOT, "%s, N = %,d, %d ms", task.title(), size, delay);
  }

  private static String seconds(Point point) {
    return String.format(Locale.ROOT, "%.2f s", point.seconds());
  }

  private static String counted(Point point) {
    return String.format(
        Locale.ROOT,
        "%,d requests, %d in flight, %,d connections",
        point.requests(),
        point.inFlight(),
        point.connections());
  }

  /** What is promised of the requests, and whether it was held. */
  private static String bounds(Walk.Task task, Point point, int delay) {
    int size = point.certificates();
    int listing = (size + PAGE - 1) / PAGE + 3;
    int most =
        switch (task) {
          case OPEN, LIST -> listing;
          case CERTIFICATES -> listing + size;
          case CHAINS -> listing + 2 * size;
          case FIND, NARROWED -> Integer.MAX_VALUE;
        };
    if (most == Integer.MAX_VALUE) {
      return "";
    }
    // Without a delay an answer may be back before the next request is out.
    boolean walks = delay > 0 && (task == Walk.Task.CERTIFICATES || task == Walk.Task.CHAINS);
    boolean held =
        point.requests() <= most && (!walks || point.inFlight() >= Math.min(IN_FLIGHT, size));
    return String.format(Locale.ROOT, " (at most %,d: %s)", most, held ? "held" : "**not held**");
  }
}
