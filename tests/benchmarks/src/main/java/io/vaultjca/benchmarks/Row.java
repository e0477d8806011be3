package io.vaultjca.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A line of the table.
 *
 * @param what what is measured
 * @param who by whom
 * @param value the median of all rounds, with its unit
 * @param spread the least and the greatest of the rounds
 * @param ratio the ratio to what the goal names; empty for that itself
 * @param goal the goal for the ratio; null if there is none
 * @param remark whatever else was seen
 */
record Row(
    String what,
    String who,
    String value,
    String spread,
    Optional<Ratio> ratio,
    Goal goal,
    String remark) {
  /**
   * The ratios of all rounds.
   *
   * @param median the one that counts
   * @param least the least
   * @param greatest the greatest
   */
  record Ratio(double median, double least, double greatest) {
    static Ratio of(double... rounds) {
      return new Ratio(
          Statistics.median(rounds), Statistics.least(rounds), Statistics.greatest(rounds));
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, least, greatest);
    }
  }

  /**
   * A bound for a ratio.
   *
   * @param bound the bound
   * @param atMost whether it is the greatest that is good, else it is the least
   * @param of what the ratio is to
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

  /** A line without a ratio. */
  static Row of(String what, String who, String value, String spread, String remark) {
    return new Row(what, who, value, spread, Optional.empty(), null, remark);
  }

  static String header() {
    return """
        | what | by | median | rounds | ratio | goal | | remarks |
        |---|---|---:|---|---:|---|---|---|
        """;
  }

  String markdown() {
    return "| "
        + String.join(
            " | ",
            List.of(
                what,
                who,
                value,
                spread,
                ratio.map(Ratio::toString).orElse(""),
                goal == null ? "" : goal.toString(),
                goal == null || ratio.isEmpty()
                    ? ""
                    : goal.isMet(ratio.get().median()) ? "met" : "**missed**",
                remark))
        + " |\n";
  }
}
