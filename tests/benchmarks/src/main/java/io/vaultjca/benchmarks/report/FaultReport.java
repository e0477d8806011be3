package io.vaultjca.benchmarks.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** docs/faults.md: the outcome of each kind of fault. */
final class FaultReport {
  /** The outcomes of an operation, in the order of the legend. */
  private enum Outcome {
    SUCCEEDS,
    FAILS,
    SERVES_THE_OLD_ENTRY;

    /** The outcome that a result of the data stands for. */
    static Outcome of(String result) {
      if (result.startsWith("the entry as it was")) {
        return SERVES_THE_OLD_ENTRY;
      }
      boolean failed = result.matches("(\\w+Exception: |failed |64 times the \\w+Exception).*");
      return failed ? FAILS : SUCCEEDS;
    }
  }

  private final Table faults;

  private FaultReport(Table faults) {
    this.faults = faults;
  }

  static void addTo(Reports reports) throws IOException {
    FaultReport report = new FaultReport(reports.table("faults"));
    reports.add("faults.md", report.page(reports.page("faults.md")));
    reports.add("faults.svg", report.plot());
  }

  private String page(Page page) {
    List<Table> tries = faults.each();
    return page.figures(
            "# faults in # operations",
            Integer.toString(faults.values("fault").size()),
            Integer.toString(tries.size()))
        .figures(
            "# of the # operations succeed",
            Integer.toString(with(faults, Outcome.SUCCEEDS).rows().size()),
            Integer.toString(tries.size()))
        .figures("None takes longer than # s", Svg.format("%.1f", faults.greatest("seconds")))
        .figures(
            "an interrupted thread ends within # s",
            Svg.format(
                "%.2f",
                faults.where("kind", "the calling thread is interrupted").greatest("seconds")))
        .figures(
            "# requests for # signatures",
            faults.where("kind", "64 threads meet a throttle").each().get(0).get("requests"),
            "64")
        .figures(
            "which takes up to # s",
            Svg.format(
                "%.1f",
                faults.where("kind", "the token endpoint fails").each().stream()
                    .filter(row -> !row.get("fault").contains("does not answer"))
                    .mapToDouble(row -> row.number("seconds"))
                    .max()
                    .orElseThrow()))
        .block("faults", table())
        .text();
  }

  private String table() {
    StringBuilder text =
        new StringBuilder(
            """
            | fault | operations | succeed, after | fail, after | the old entry, after | requests |
            |---|---:|---|---|---|---|
            """);
    for (String kind : faults.values("kind")) {
      Table all = faults.where("kind", kind);
      List<String> cells = new ArrayList<>();
      cells.add(kind);
      cells.add(Integer.toString(all.rows().size()));
      for (Outcome outcome : Outcome.values()) {
        Table some = with(all, outcome);
        cells.add(
            some.rows().isEmpty()
                ? ""
                : some.rows().size() + ": " + range("%.1f", some.numbers("seconds")) + " s");
      }
      cells.add(range("%.0f", requests(all)));
      text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
    return text.toString();
  }

  /** The requests to the vault, without those for tokens; not all tests count them. */
  private static double[] requests(Table table) {
    return table.each().stream()
        .map(row -> row.get("requests").replaceAll(" \\+ .*", ""))
        .filter(requests -> !requests.isEmpty())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static String range(String format, double[] values) {
    String least = Svg.format(format, Arrays.stream(values).min().orElseThrow());
    String greatest = Svg.format(format, Arrays.stream(values).max().orElseThrow());
    return least.equals(greatest) ? least : least + "–" + greatest;
  }

  private static Table with(Table table, Outcome outcome) {
    return new Table(
        table.name(),
        table.origin(),
        table.columns(),
        table.each().stream()
            .filter(row -> Outcome.of(row.get("result")) == outcome)
            .map(row -> row.rows().get(0))
            .toList());
  }

  private String plot() {
    List<DotChart.Row> rows =
        faults.values("kind").stream()
            .map(
                kind ->
                    new DotChart.Row(
                        kind,
                        Arrays.stream(Outcome.values())
                            .map(
                                outcome ->
                                    with(faults.where("kind", kind), outcome).numbers("seconds"))
                            .toList()))
            .toList();
    return new DotChart(
            "seconds until the caller has the outcome",
            "seconds; what takes less than 0.01 s is drawn there",
            Axis.decades(0.01, 12),
            rows,
            List.of(
                new Svg.Entry("succeeds", Svg.Sample.DOT),
                new Svg.Entry("fails", Svg.Sample.DOT),
                new Svg.Entry("serves the old entry", Svg.Sample.DOT)))
        .svg();
  }
}
