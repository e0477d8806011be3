package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.report.Table;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A row of a table of comparisons.
 *
 * @param what the title of the measurement
 * @param who the contender
 * @param ratio the ratio to another contender, if there is one
 * @param goal the goal for the ratio, if there is one
 * @param remark further figures
 */
record Row(
    String what,
    String who,
    Value value,
    Optional<Ratio> ratio,
    Optional<Goal> goal,
    String remark) {
  private static final List<String> COLUMNS =
      List.of(
          "what",
          "contender",
          "unit",
          "median",
          "least",
          "greatest",
          "ratio",
          "ratio-least",
          "ratio-greatest",
          "goal",
          "outcome",
          "remarks");

  /**
   * The values of all rounds.
   *
   * @param format how to print one, as in {@link String#format}
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Value(String unit, String format, double... rounds) {
    static Value seconds(double... rounds) {
      return new Value("s", "%.2f", rounds);
    }

    private String print(double value) {
      return String.format(Locale.ROOT, format, value);
    }
  }

  /** The median of the ratios of all rounds, and their range. */
  record Ratio(double median, double least, double greatest) {
    static Ratio of(double... rounds) {
      return new Ratio(
          Statistics.median(rounds), Statistics.least(rounds), Statistics.greatest(rounds));
    }
  }

  /**
   * A bound for a ratio.
   *
   * @param atMost whether it is an upper bound; otherwise it is a lower one
   * @param of the contender that the ratio is to
   */
  record Goal(double bound, boolean atMost, String of) {
    static Goal atMost(double bound, String of) {
      return new Goal(bound, true, of);
    }

    static Goal atLeast(double bound, String of) {
      return new Goal(bound, false, of);
    }

    boolean isMet(double ratio) {
      return atMost ? ratio <= bound : ratio >= bound;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s %.2f × %s", atMost ? "≤" : "≥", bound, of);
    }
  }

  /** A row without a goal. */
  static Row of(String what, String who, Value value, Optional<Ratio> ratio, String remark) {
    return new Row(what, who, value, ratio, Optional.empty(), remark);
  }

  static Table table(String name, List<Row> rows) {
    return Table.of(name, COLUMNS, rows.stream().map(Row::cells).toList());
  }

  private List<String> cells() {
    double[] rounds = value.rounds();
    return List.of(
        what,
        who,
        value.unit(),
        value.print(Statistics.median(rounds)),
        value.print(Statistics.least(rounds)),
        value.print(Statistics.greatest(rounds)),
        ratio.map(Ratio::median).map(Row::print).orElse(""),
        ratio.map(Ratio::least).map(Row::print).orElse(""),
        ratio.map(Ratio::greatest).map(Row::print).orElse(""),
        goal.map(Goal::toString).orElse(""),
        goal.map(one -> one.isMet(ratio.orElseThrow().median()) ? "met" : "missed").orElse(""),
        remark);
  }

  private static String print(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }
}
