package io.vaultjca.benchmarks.report;

import io.vaultjca.benchmarks.report.BarChart.Bar;
import io.vaultjca.benchmarks.report.LineChart.Panel;
import io.vaultjca.benchmarks.report.LineChart.Point;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** docs/performance.md: how the product compares with its goals, and three plots. */
final class PerformanceReport {
  private static final String BARE = "bare HttpClient";
  private static final String OURS = "vaultjca";
  private static final String SIGNER = "vaultjca, through the JCA";
  private static final String VERIFIED = "vaultjca, each signature verified";
  private static final String MICROSOFT = "Microsoft's provider 2.10.1";
  private static final String LOCAL = "local PKCS#12";
  private static final String AOT = ", AOT cache";
  private static final String ONE = "jarsigner, N = 1";
  private static final String HUNDRED = "jarsigner, N = 100";
  private static final Pattern DELAY = Pattern.compile("\\b([0-9]+) ms");

  /** The tables that have goals, and what they measure. */
  private static final List<Goals> GOALS =
      List.of(
          new Goals("sign-0ms", "one signature, RSA-2048"),
          new Goals("sign-ec-0ms", "one signature, P-256"),
          new Goals("sign-5ms", "one signature, RSA-2048"),
          new Goals("throughput", "64 threads"),
          new Goals("handshakes", "P-256 handshakes"),
          new Goals("digest", "1 GiB of message"),
          new Goals("local", "local verification"),
          new Goals("opening-in-turns", "open 200 certificates with their chains"),
          new Goals("start-up", "jarsigner on 25"));

  private final Map<String, Table> tables = new LinkedHashMap<>();

  /** A table with goals, and its title on the page. */
  private record Goals(String table, String title) {}

  private PerformanceReport(Reports reports) throws IOException {
    for (Goals goals : GOALS) {
      tables.put(goals.table(), reports.table(goals.table()));
    }
    for (String name : List.of("growth", "opening", "start-up-credentials", "start-up-parts")) {
      tables.put(name, reports.table(name));
    }
  }

  static void addTo(Reports reports) throws IOException {
    PerformanceReport report = new PerformanceReport(reports);
    reports.add("performance.md", report.page(reports.page("performance.md")));
    reports.add("throughput.svg", report.throughput());
    reports.add("growth.svg", report.growth());
    reports.add("start-up.svg", report.startUp());
  }

  /** The row of a contender; with two goals its first one. */
  private Table row(String table, String what, String contender) {
    Table rows = tables.get(table).where("contender", contender);
    return (what.isEmpty() ? rows : rows.where("what", what)).each().get(0);
  }

  private String ratio(String table, String what, String contender) {
    return row(table, what, contender).get("ratio");
  }

  private String median(String table, String what, String contender) {
    return row(table, what, contender).get("median");
  }

  private double number(String table, String what, String contender) {
    return row(table, what, contender).number("median");
  }

  private String page(Page page) {
    signatures(page);
    handshakes(page);
    keyStores(page);
    jarsigner(page);
    return page.block("goals", goals()).text();
  }

  private void signatures(Page page) {
    page.figures(
            "used directly takes # × the bare request",
            ratio("sign-0ms", "", "Azure SDK's CryptographyClient"))
        .figures(
            "# × the bare request for RSA-2048 and # × for P-256",
            ratio("sign-0ms", "", SIGNER),
            ratio("sign-ec-0ms", "", SIGNER))
        .figures(
            "Microsoft's provider takes # ×",
            ratio("sign-0ms", "", MICROSOFT + ", through the JCA"))
        .figures("adds # ms for RSA-2048 and # ms for P-256", more("sign-0ms"), more("sign-ec-0ms"))
        .figures(
            "# signatures a second, the bare request #",
            median("throughput", "", SIGNER),
            median("throughput", "", BARE))
        .figures(
            "# µs of processor time in the vault's process, # µs in ours and # µs for the bare",
            remark(row("throughput", "", SIGNER), "(\\d+) µs in the vault"),
            remark(row("throughput", "", SIGNER), "(\\d+) µs a signature here"),
            remark(row("throughput", "", BARE), "(\\d+) µs a signature here"))
        .figures(
            "allocates # KiB, the bare request #, the SDK #",
            remark(row("sign-0ms", "", SIGNER), "(\\d+) KiB"),
            remark(row("sign-0ms", "", BARE), "(\\d+) KiB"),
            remark(row("sign-0ms", "", "Azure SDK's CryptographyClient"), "(\\d+) KiB"));
  }

  private String more(String table) {
    return Svg.format("%.2f", number(table, "", VERIFIED) - number(table, "", SIGNER));
  }

  private void handshakes(Page page) {
    page.figures(
        "takes # % of the handshakes with RSA-2048 and # % of those with P-256",
        fewer("TLS 1.3, RSA-2048, 5 ms"), fewer("TLS 1.3, P-256, 5 ms"));
  }

  private String fewer(String what) {
    return Svg.format(
        "%.0f",
        100 - 100 * number("handshakes", what, VERIFIED) / number("handshakes", what, OURS));
  }

  private void keyStores(Page page) {
    String what = "open and hold all chains, N = 200, 20 ms, ";
    Table growth = tables.get("growth").where("contender", OURS);
    Table walk = growth.where("task", "walk all certificates").where("certificates", "5000");
    page.figures(
            "with 200 certificates takes # s, with Microsoft's provider # s",
            median("opening-in-turns", what + "fresh JVM", OURS),
            median("opening-in-turns", what + "fresh JVM", MICROSOFT))
        .figures(
            "a second key store in the same JVM takes # s",
            median("opening-in-turns", what + "again", OURS))
        .figures(
            "opening a key store sends # requests, finding one entry #",
            Svg.format("%.0f", growth.where("task", "open").greatest("requests")),
            Svg.format("%.0f", growth.where("task", "find one").greatest("requests")))
        .figures(
            "5,000 certificates takes # s and # requests",
            walk.get("seconds"),
            Svg.format("%,.0f", walk.number("requests")))
        .figures(
            "# of the # measured tasks exceed their bound",
            Long.toString(bounded().stream().filter(PerformanceReport::exceeds).count()),
            Integer.toString(bounded().size()));
  }

  private List<Table> bounded() {
    return tables.get("opening").each().stream()
        .filter(row -> !row.get("most-requests").isEmpty())
        .toList();
  }

  private static boolean exceeds(Table row) {
    return row.number("requests") > row.number("most-requests");
  }

  private void jarsigner(Page page) {
    page.figures(
            "jarsigner takes # s with a local key, # s with ours and # s with Microsoft's provider",
            median("start-up", ONE, LOCAL),
            median("start-up", ONE, OURS),
            median("start-up", ONE, MICROSOFT))
        .figures(
            "with an AOT cache # s, # s and # s",
            median("start-up", ONE, LOCAL + AOT),
            median("start-up", ONE, OURS + AOT),
            median("start-up", ONE, MICROSOFT + AOT))
        .figures(
            "100 certificates in the vault it takes # s with ours and # s with Microsoft's",
            median("start-up", HUNDRED, OURS),
            median("start-up", HUNDRED, MICROSOFT))
        .figures(
            "takes # s with a client secret and # s with a managed identity",
            median("start-up-credentials", ONE, "vaultjca, client-secret"),
            median("start-up-credentials", ONE, "vaultjca, managed-identity"))
        .figures(
            "# s and # s with an AOT cache",
            median("start-up-credentials", ONE, "vaultjca, client-secret, AOT cache"),
            median("start-up-credentials", ONE, "vaultjca, managed-identity, AOT cache"));
    page.figures(
            "# s more than with a local key go",
            Svg.format("%.1f", number("start-up", ONE, OURS) - number("start-up", ONE, LOCAL)))
        .figures(
            "the first HTTPS connection takes # ms",
            Svg.format("%.0f", tables.get("start-up-parts").numbers("milliseconds")[0]));
  }

  private static String remark(Table row, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(row.get("remarks"));
    if (!found.find()) {
      throw new IllegalStateException(row + " does not have " + pattern);
    }
    return found.group(1);
  }

  /** For each goal the measured ratio that is furthest from it. */
  private String goals() {
    StringBuilder text =
        new StringBuilder(
            """
            | measured | contender | goal | median of the rounds (range) | |
            |---|---|---|---:|---|
            """);
    for (Goals goals : GOALS) {
      Table table = tables.get(goals.table());
      boolean older = table.origin().stream().anyMatch(line -> line.startsWith("# release:"));
      for (String goal : table.values("goal")) {
        if (!goal.isEmpty()) {
          Table worst = worst(table.where("goal", goal));
          text.append(
              "| %s%s%s | %s | %s | %s (%s to %s) | %s |%n"
                  .formatted(
                      goals.title(),
                      delay(worst),
                      older ? " †" : "",
                      worst.get("contender"),
                      goal,
                      worst.get("ratio"),
                      worst.get("ratio-least"),
                      worst.get("ratio-greatest"),
                      worst.get("outcome").equals("met") ? "met" : "**missed**"));
        }
      }
    }
    return text.toString();
  }

  private static Table worst(Table rows) {
    Comparator<Table> byRatio = Comparator.comparingDouble(row -> row.number("ratio"));
    boolean atMost = rows.rows().get(0).get(rows.columns().indexOf("goal")).startsWith("≤");
    return rows.each().stream().max(atMost ? byRatio : byRatio.reversed()).orElseThrow();
  }

  private static String delay(Table row) {
    Matcher delay = DELAY.matcher(row.get("what"));
    if (!delay.find()) {
      return "";
    }
    return delay.group(1).equals("0")
        ? ", answers at once"
        : ", answers after %s ms".formatted(delay.group(1));
  }

  private String throughput() {
    return new BarChart(
            List.of(
                bars(
                    "one signature, RSA-2048, the vault answers at once",
                    "milliseconds",
                    Axis.linear(6, 1),
                    tables.get("sign-0ms")),
                bars(
                    "64 threads, RSA-2048, the vault answers after 20 ms",
                    "signatures a second",
                    Axis.linear(1400, 200),
                    tables.get("throughput")),
                bars(
                    "TLS 1.3 handshakes with a P-256 key, the vault answers after 5 ms",
                    "handshakes a second",
                    Axis.linear(400, 100),
                    tables.get("handshakes").where("what", "TLS 1.3, P-256, 5 ms"))))
        .svg();
  }

  private static BarChart.Panel bars(String title, String across, Axis axis, Table table) {
    // A contender with two goals has two rows.
    return new BarChart.Panel(
        title,
        across,
        axis,
        table.values("contender").stream()
            .map(contender -> bar(table.where("contender", contender).each().get(0)))
            .toList());
  }

  private static Bar bar(Table row) {
    return new Bar(
        row.get("contender"),
        row.get("contender").startsWith(OURS),
        row.number("median"),
        row.number("least"),
        row.number("greatest"),
        row.get("median"));
  }

  private String startUp() {
    List<BarChart.Panel> panels = new ArrayList<>();
    for (String what : List.of(ONE, HUNDRED)) {
      Table table = tables.get("start-up").where("what", what);
      panels.add(
          new BarChart.Panel(
              "a whole run of "
                  + what.replaceAll(", N = (\\d+)", ", certificates in the vault: $1"),
              "seconds",
              Axis.linear(8, 1),
              List.of(LOCAL, LOCAL + AOT, OURS, OURS + AOT, MICROSOFT, MICROSOFT + AOT).stream()
                  .map(contender -> bar(table.where("contender", contender)))
                  .toList()));
    }
    return new BarChart(panels).svg();
  }

  private String growth() {
    Table growth = tables.get("growth");
    List<Svg.Entry> legend = new ArrayList<>();
    List<List<Point>> requests = new ArrayList<>();
    List<List<Point>> seconds = new ArrayList<>();
    for (String contender : growth.values("contender")) {
      for (String task : growth.where("contender", contender).values("task")) {
        Table line = growth.where("contender", contender).where("task", task);
        boolean silent = line.greatest("requests") == 0;
        legend.add(
            new Svg.Entry(
                task + ", " + contender + (silent ? " (no request)" : ""),
                contender.equals(OURS) ? Svg.Sample.SOLID : Svg.Sample.DASHED));
        requests.add(points(line, "requests"));
        seconds.add(points(line, "seconds"));
      }
    }
    Axis certificates = new Axis(0.9, 7000, true, List.of(1.0, 10.0, 100.0, 1000.0, 5000.0));
    String across =
        "certificates in the vault (each answer after %s ms)"
            .formatted(growth.values("delay").get(0));
    return new LineChart(
            List.of(
                new Panel(
                    "requests", across, certificates, Axis.decades(0.8, 20_000), true, requests),
                new Panel("seconds", across, certificates, Axis.decades(0.03, 100), true, seconds)),
            legend)
        .svg();
  }

  private static List<Point> points(Table line, String column) {
    return line.each().stream()
        .map(row -> new Point(row.number("certificates"), row.number(column)))
        .toList();
  }
}
