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
 * Contenders that run in turns, each in a JVM of its own, round after round: what the machine does
 * meanwhile befalls all of them, and a ratio is taken within a round.
 */
final class Comparison {
  private final String what;
  private final ToDoubleFunction<Outcome> value;
  private final String format;
  private final Function<Outcome, String> remark;
  private final Map<String, JmhRun> contenders = new LinkedHashMap<>();
  private final Map<String, List<Row.Goal>> goals = new LinkedHashMap<>();

  /**
   * A comparison without contenders.
   *
   * @param what what is measured
   * @param value which figure of an outcome is compared
   * @param format how to print it, as in {@link String#format}, with the unit
   * @param remark what else to say about the outcome of the last round
   */
  Comparison(
      String what,
      ToDoubleFunction<Outcome> value,
      String format,
      Function<Outcome, String> remark) {
    this.what = what;
    this.value = value;
    this.format = format;
    this.remark = remark;
  }

  /** Adds a contender; a goal's name of what it is compared with is that of another one. */
  Comparison with(String who, JmhRun run, Row.Goal... itsGoals) {
    contenders.put(who, run);
    goals.put(who, List.of(itsGoals));
    return this;
  }

  /** Runs all rounds. */
  List<Row> measure(Laboratory laboratory, Effort effort) throws Exception {
    Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
    for (int round = 0; round < effort.rounds(); round++) {
      for (Map.Entry<String, JmhRun> contender : contenders.entrySet()) {
        Outcome outcome = contender.getValue().run(laboratory, effort);
        outcomes.computeIfAbsent(contender.getKey(), who -> new ArrayList<>()).add(outcome);
        System.err.printf(
            Locale.ROOT,
            "%s, round %d, %s: " + format + "%n",
            what,
            round + 1,
            contender.getKey(),
            value.applyAsDouble(outcome));
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
    Row plain =
        Row.of(
            what,
            who,
            print(Statistics.median(values)),
            String.format(
                Locale.ROOT,
                format.replaceAll(" .*", "") + " to " + format,
                Statistics.least(values),
                Statistics.greatest(values)),
            remark.apply(own.get(own.size() - 1)));
    if (goals.get(who).isEmpty()) {
      String first = contenders.keySet().iterator().next();
      return List.of(
          first.equals(who) ? plain : withRatio(plain, ratio(outcomes, who, first), null));
    }
    List<Row> rows = new ArrayList<>();
    for (Row.Goal goal : goals.get(who)) {
      rows.add(withRatio(plain, ratio(outcomes, who, goal.of()), goal));
    }
    return rows;
  }

  private static Row withRatio(Row row, Row.Ratio ratio, Row.Goal goal) {
    return new Row(
        row.what(), row.who(), row.value(), row.spread(), Optional.of(ratio), goal, row.remark());
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

  private String print(double number) {
    return String.format(Locale.ROOT, format, number);
  }
}
