package io.vaultjca.benchmarks.report;

import io.vaultjca.benchmarks.report.BarChart.Bar;
import io.vaultjca.benchmarks.report.LineChart.Panel;
import io.vaultjca.benchmarks.report.LineChart.Point;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** docs/scale.md: several vaults, measured and simulated. */
final class ScaleReport {
  private static final Axis CLIENTS =
      new Axis(0.8, 1_300, true, List.of(1.0, 10.0, 100.0, 1_000.0));
  private static final Axis VAULTS = new Axis(0.9, 18, true, List.of(1.0, 2.0, 4.0, 8.0, 16.0));
  private static final Axis SECONDS = Axis.decades(0.01, 100);
  private static final Axis SHARE =
      new Axis(80, 100, false, List.of(80.0, 85.0, 90.0, 95.0, 100.0));
  private static final String SECONDS_OF_99 = "seconds within which 99 % are done";
  private static final int LIMIT = 50;

  private final Table replicas;
  private final Table hours;
  private final Table outage;

  private ScaleReport(Reports reports) throws IOException {
    this.replicas = reports.table("replicas");
    this.hours = reports.table("simulation");
    this.outage = reports.table("simulation-outage");
  }

  static void addTo(Reports reports) throws IOException {
    ScaleReport report = new ScaleReport(reports);
    reports.add("scale.md", report.page(reports.page("scale.md")));
    reports.add("replicas.svg", report.replicas());
    reports.add("scale.svg", report.scale());
    reports.add("waiting.svg", report.waiting());
    reports.add("outage.svg", report.outage());
  }

  private Table rates() {
    return replicas.where("unit", "signatures/s");
  }

  private Table balanced(String scenario) {
    return hours.where("scenario", scenario).where("policy", "balanced");
  }

  private static String failed(Table hours, int clients, int vaults) {
    return Svg.format("%.0f", of(hours, clients, vaults).number("failed-%"));
  }

  private static Table of(Table hours, int clients, int vaults) {
    return hours
        .where("clients", Integer.toString(clients))
        .where("vaults", Integer.toString(vaults));
  }

  private String page(Page page) {
    Table waits = replicas.where("unit", "s");
    Table saturated = balanced("saturated");
    Table lockstep = hours.where("policy", "lockstep");
    Table demand = balanced("nine tenths");
    Table away = hours.where("scenario", "outage");
    List<Table> rows = rates().each();
    page.figures(
            "one vault # signatures a second, two # and four #",
            rows.stream().map(row -> row.get("median")).toArray(String[]::new))
        .figures(
            "a thread waits # s on average with one vault, # to # s with two and # s with four",
            waits.each().get(0).get("least"),
            waits.each().get(1).get("least"),
            waits.each().get(1).get("greatest"),
            waits.each().get(2).get("least"))
        .figures(
            "One program uses # % of the limit of 16 vaults, 1,000 programs # %",
            use(of(saturated, 1, 16)), use(of(saturated, 1000, 16)))
        .figures(
            "# % of the operations of 1,000 programs at one vault fail, # % with four",
            failed(saturated, 1000, 1), failed(saturated, 1000, 4))
        .figures(
            "99 % of the operations take at most # s with one vault and # s with 2 to 16",
            Svg.format("%.2f", demand.where("vaults", "1").greatest("99%-within")),
            Svg.format("%.2f", demand.greatest("99%-within")))
        .figures("the longest of all takes # s", Svg.format("%.1f", demand.greatest("longest")))
        .figures("# % of these operations fail", Svg.format("%.0f", demand.greatest("failed-%")))
        .figures(
            "# requests an operation with one program, # with 100 and # with 1,000",
            of(demand, 1, 16).get("requests-each"),
            of(demand, 100, 16).get("requests-each"),
            of(demand, 1000, 16).get("requests-each"))
        .figures(
            "99 % of the operations of one program take up to # s, with the pace # s",
            Svg.format("%.1f", of(lockstep, 1, 1).number("99%-within")),
            Svg.format("%.1f", of(saturated, 1, 1).number("99%-within")))
        .figures(
            "With 1,000 programs # % fail instead of # %",
            failed(saturated, 1000, 1), failed(lockstep, 1000, 1))
        .figures("# % of all operations of the hour fail", failed(away, 100, 1))
        .figures(
            "With two or four # % fail",
            Svg.format(
                "%.0f",
                Math.max(of(away, 100, 2).number("failed-%"), of(away, 100, 4).number("failed-%"))))
        .figures(
            "half of the operations within # s, the longest takes # s;",
            Svg.format("%.2f", of(away, 100, 2).number("half-within")),
            Svg.format("%.1f", of(away, 100, 2).number("longest")));
    return page.text();
  }

  private static String use(Table hour) {
    return Svg.format("%.0f", share(hour));
  }

  private static double share(Table hour) {
    return 100 * hour.number("per-second") / hour.number("capacity");
  }

  private String replicas() {
    List<Bar> bars = new ArrayList<>();
    List<Table> rows = rates().each();
    for (int i = 0; i < rows.size(); i++) {
      int vaults = 1 << i;
      double rate = rows.get(i).number("median");
      bars.add(
          new Bar(
              vaults == 1 ? "one vault" : vaults + " vaults",
              true,
              rate,
              rate,
              rate,
              "%s, the limit is %d".formatted(rows.get(i).get("median"), vaults * LIMIT)));
    }
    return new BarChart(
            List.of(
                new BarChart.Panel(
                    "32 threads, vaults that do 50 signatures a second each",
                    "signatures a second",
                    Axis.linear(250, 50),
                    bars)))
        .svg();
  }

  /** As many operations as possible, over the number of vaults. */
  private String scale() {
    Table saturated = balanced("saturated");
    List<Svg.Entry> legend = new ArrayList<>();
    List<List<Point>> rates = new ArrayList<>();
    List<List<Point>> times = new ArrayList<>();
    for (String clients : saturated.values("clients")) {
      Table line = saturated.where("clients", clients);
      legend.add(new Svg.Entry(clients(clients), Svg.Sample.SOLID));
      rates.add(
          line.each().stream().map(row -> new Point(row.number("vaults"), share(row))).toList());
      times.add(points(line, "vaults", "99%-within"));
    }
    String across = "vaults (RSA-3072 in an HSM: 500 operations in ten seconds each)";
    return new LineChart(
            List.of(
                new Panel(
                    "operations, in per cent of the limit", across, VAULTS, SHARE, true, rates),
                new Panel(SECONDS_OF_99, across, VAULTS, SECONDS, true, times)),
            legend)
        .svg();
  }

  private static String clients(String number) {
    return number.equals("1") ? "1 program" : Svg.format("%,d programs", Integer.parseInt(number));
  }

  /** One vault whose callers want more than its limit, over the number of programs. */
  private String waiting() {
    List<Table> policies =
        List.of(hours.where("policy", "lockstep"), balanced("saturated").where("vaults", "1"));
    String across = "programs with one vault, 32 threads in all, or one each";
    return new LineChart(
            List.of(
                new Panel(
                    SECONDS_OF_99,
                    across,
                    CLIENTS,
                    SECONDS,
                    true,
                    policies.stream().map(line -> points(line, "clients", "99%-within")).toList()),
                new Panel(
                    "operations that fail, in per cent",
                    across,
                    CLIENTS,
                    Axis.linear(20, 5),
                    true,
                    policies.stream().map(line -> points(line, "clients", "failed-%")).toList())),
            List.of(
                new Svg.Entry("all wait together as long as a 429 asks", Svg.Sample.DASHED),
                new Svg.Entry("at a pace below the limit", Svg.Sample.SOLID)))
        .svg();
  }

  private String outage() {
    List<String> vaults = outage.values("vaults");
    List<List<List<Point>>> lines =
        List.of("done-%", "99%-within").stream()
            .map(
                column ->
                    vaults.stream()
                        .map(number -> points(outage.where("vaults", number), "minute", column))
                        .toList())
            .toList();
    Axis minutes = Axis.linear(60, 10);
    String across = "minutes (the first vault is away from the 20th to the 30th)";
    return new LineChart(
            List.of(
                new Panel(
                    "operations done, in per cent of the demand",
                    across,
                    minutes,
                    Axis.linear(220, 20),
                    false,
                    lines.get(0)),
                new Panel(SECONDS_OF_99, across, minutes, SECONDS, false, lines.get(1))),
            IntStream.range(0, vaults.size())
                .mapToObj(
                    i ->
                        new Svg.Entry(
                            vaults.get(i).equals("1") ? "one vault" : vaults.get(i) + " vaults",
                            i == 0 ? Svg.Sample.DASHED : Svg.Sample.SOLID))
                .toList())
        .svg();
  }

  private static List<Point> points(Table line, String across, String up) {
    return line.each().stream().map(row -> new Point(row.number(across), row.number(up))).toList();
  }
}
