package io.vaultjca.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A line of the table.
 *
 * @param what what is measured
 * @param who by whom
 * @param value the median of all rounds, with its unit
 * @param spread the least and the greatest of the rounds
 * @param ratio the ratio to what the goal names, the median of the rounds; empty for that itself
 * @param goal the goal for the ratio; null if there is none
 * @param remark whatever else was seen
 */
record Row(
    String what,
    String who,
    String value,
    String spread,
    OptionalDouble ratio,
    Goal goal,
    String remark) {
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
    return new Row(what, who, value, spread, OptionalDouble.empty(), null, remark);
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
                ratio.isPresent() ? String.format(Locale.ROOT, "%.2f", ratio.getAsDouble()) : "",
                goal == null ? "" : goal.toString(),
                goal == null || ratio.isEmpty()
                    ? ""
                    : goal.isMet(ratio.getAsDouble()) ? "met" : "**missed**",
                remark))
        + " |\n";
  }
}
