package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.JmhRun.Effort;
import io.vaultjca.benchmarks.JmhRun.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Contenders that run in turns, each in a separate JVM, round after round. Other load on the
 * machine affects all of them, and each ratio is that of one round.
 */
final class Comparison {
  private final String what;
  private final ToDoubleFunction<Outcome> value;
  private final String unit;
  private final String format;
  private final Function<Outcome, String> remark;
  private final Map<String, JmhRun> contenders = new LinkedHashMap<>();
  private final Map<String, List<Row.Goal>> goals = new LinkedHashMap<>();

  /**
   * A comparison without contenders.
   *
   * @param what the title of the measurement
   * @param value the figure of an outcome to compare
   * @param unit its unit
   * @param format how to print it, as in {@link String#format}
   * @param remark further figures of the outcome of the last round
   */
  Comparison(
      String what,
      ToDoubleFunction<Outcome> value,
      String unit,
      String format,
      Function<Outcome, String> remark) {
    this.what = what;
    this.value = value;
    this.unit = unit;
    this.format = format;
    this.remark = remark;
  }

  /** Adds a contender. Its goals name other contenders. */
  Comparison with(String who, JmhRun run, Row.Goal... itsGoals) {
    contenders.put(who, run);
    goals.put(who, List.of(itsGoals));
    return this;
  }

  List<Row> measure(Laboratory laboratory, Effort effort) throws Exception {
    Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
    for (int round = 0; round < effort.rounds(); round++) {
      for (Map.Entry<String, JmhRun> contender : contenders.entrySet()) {
        Outcome outcome = contender.getValue().run(laboratory, effort);
        outcomes.computeIfAbsent(contender.getKey(), who -> new ArrayList<>()).add(outcome);
        System.err.printf(
            Locale.ROOT,
            "%s, round %d, %s: " + format + " %s%n",
            what,
            round + 1,
            contender.getKey(),
            value.applyAsDouble(outcome),
            unit);
      }
    }
    List<Row> rows = new ArrayList<>();
    for (String who : contenders.keySet()) {
      rows.addAll(rows(who, outcomes));
    }
    return rows;
  }

  private List<Row> rows(String who, Map<String, List<Outcome>> outcomes) {
    List<Outcome> own = outcomes.get(who);
    double[] values = own.stream().mapToDouble(value).toArray();
    Row.Value measured = new Row.Value(unit, format, values);
    String remarks = remark.apply(own.get(own.size() - 1));
    if (goals.get(who).isEmpty()) {
      String first = contenders.keySet().iterator().next();
      return List.of(
          Row.of(
              what,
              who,
              measured,
              first.equals(who) ? Optional.empty() : Optional.of(ratio(outcomes, who, first)),
              remarks));
    }
    return goals.get(who).stream()
        .map(
            goal ->
                new Row(
                    what,
                    who,
                    measured,
                    Optional.of(ratio(outcomes, who, goal.of())),
                    Optional.of(goal),
                    remarks))
        .toList();
  }

  private Row.Ratio ratio(Map<String, List<Outcome>> outcomes, String who, String base) {
    List<Outcome> own = outcomes.get(who);
    List<Outcome> others = outcomes.get(base);
    double[] ratios = new double[own.size()];
    for (int round = 0; round < ratios.length; round++) {
      ratios[round] = value.applyAsDouble(own.get(round)) / value.applyAsDouble(others.get(round));
    }
    return Row.Ratio.of(ratios);
  }
}
