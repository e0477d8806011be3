package io.vaultjca.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Requests and seconds over the number of certificates, both axes logarithmic, as an SVG picture.
 *
 * @param delay how long the vault waited before each answer, in milliseconds
 * @param series the measured points, by the name of the line
 */
record GrowthPlot(int delay, Map<String, List<Point>> series) {
  private static final int PANEL_WIDTH = 430;
  private static final int PANEL_HEIGHT = 330;
  private static final int LEFT = 60;
  private static final int TOP = 50;
  private static final int GAP = 90;
  private static final int LEGEND_LINE = 20;

  /** Colours that also differ in print and to the colour-blind (Okabe and Ito). */
  private static final List<String> COLOURS =
      List.of("#0072B2", "#56B4E9", "#009E73", "#CC79A7", "#E69F00", "#D55E00");

  private static final double FEWEST = 0.9;
  private static final double MOST = 7000;

  /**
   * A measured point.
   *
   * @param certificates how many certificates the vault holds
   * @param requests how many requests it got
   * @param connections on how many connections
   * @param inFlight how many of them at most at a time
   * @param seconds how long it took
   */
  record Point(int certificates, long requests, long connections, int inFlight, double seconds) {
    /** The same with another time. */
    Point taking(double otherSeconds) {
      return new Point(certificates, requests, connections, inFlight, otherSeconds);
    }
  }

  /** A panel: where it stands, what it shows, and the decades of its axis. */
  private record Panel(
      int x, String title, ToDoubleFunction<Point> value, double low, double high) {
    double across(double certificates) {
      return x + PANEL_WIDTH * share(certificates, FEWEST, MOST);
    }

    double up(double number) {
      return TOP + PANEL_HEIGHT * (1 - share(number, low, high));
    }

    private static double share(double number, double from, double to) {
      return Math.log(number / from) / Math.log(to / from);
    }
  }

  /** The picture. */
  String svg() {
    Panel requests = new Panel(LEFT, "requests", Point::requests, 0.8, 20_000);
    Panel seconds = new Panel(LEFT + PANEL_WIDTH + GAP, "seconds", Point::seconds, 0.03, 100);
    int width = seconds.x() + PANEL_WIDTH + 20;
    int height = TOP + PANEL_HEIGHT + 70 + LEGEND_LINE * ((series.size() + 1) / 2);
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d"\
             height="%2$d" font-family="sans-serif" font-size="13">
            <rect width="%1$d" height="%2$d" fill="white"/>
            """,
            width, height));
    for (Panel panel : List.of(requests, seconds)) {
      axes(svg, panel);
      lines(svg, panel);
    }
    legend(svg);
    return svg.append("</svg>\n").toString();
  }

  private void axes(StringBuilder svg, Panel panel) {
    svg.append(
        format(
            "<text x=\"%d\" y=\"%d\" font-size=\"15\" font-weight=\"bold\">%s</text>%n",
            panel.x(), TOP - 18, panel.title()));
    svg.append(
        format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">certificates in the vault (each answer"
                + " after %d ms)</text>%n",
            panel.x() + PANEL_WIDTH, TOP + PANEL_HEIGHT + 42, delay));
    for (double tick = 1; tick <= MOST; tick *= 10) {
      double x = panel.across(tick);
      grid(svg, x, TOP, x, TOP + PANEL_HEIGHT);
      label(svg, x, TOP + PANEL_HEIGHT + 20, "middle", tick);
    }
    for (double tick = 0.01; tick <= panel.high(); tick *= 10) {
      if (tick >= panel.low()) {
        double y = panel.up(tick);
        grid(svg, panel.x(), y, panel.x() + PANEL_WIDTH, y);
        label(svg, panel.x() - 8, y + 4, "end", tick);
      }
    }
  }

  private static void grid(StringBuilder svg, double x1, double y1, double x2, double y2) {
    svg.append(
        format(
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>%n",
            x1, y1, x2, y2));
  }

  private static void label(StringBuilder svg, double x, double y, String anchor, double number) {
    svg.append(
        format(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#444444\">%s</text>%n",
            x,
            y,
            anchor,
            number < 0.999 ? String.format(Locale.ROOT, "%.2g", number) : format("%,.0f", number)));
  }

  private void lines(StringBuilder svg, Panel panel) {
    int index = 0;
    for (List<Point> points : series.values()) {
      StringBuilder path = new StringBuilder();
      StringBuilder marks = new StringBuilder();
      String colour = COLOURS.get(index % COLOURS.size());
      for (Point point : points) {
        double value = panel.value().applyAsDouble(point);
        if (value <= 0) {
          // There is no 0 on a logarithmic axis: opening sends nothing.
          continue;
        }
        double x = panel.across(point.certificates());
        double y = panel.up(value);
        path.append(format("%s%.1f %.1f ", path.isEmpty() ? "M" : "L", x, y));
        marks.append(
            format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>%n", x, y, colour));
      }
      if (!path.isEmpty()) {
        svg.append(
            format(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>%n",
                path.toString().strip(),
                colour,
                isMicrosofts(index) ? " stroke-dasharray=\"7 4\"" : ""));
      }
      svg.append(marks);
      index++;
    }
  }

  private boolean isMicrosofts(int index) {
    return List.copyOf(series.keySet()).get(index).contains("Microsoft");
  }

  private void legend(StringBuilder svg) {
    int index = 0;
    for (Map.Entry<String, List<Point>> entry : series.entrySet()) {
      int x = index % 2 == 0 ? LEFT : LEFT + PANEL_WIDTH + GAP;
      int y = TOP + PANEL_HEIGHT + 75 + LEGEND_LINE * (index / 2);
      svg.append(
          format(
              "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\""
                  + " stroke-width=\"2\"%s/>%n",
              x,
              y - 4,
              x + 36,
              y - 4,
              COLOURS.get(index % COLOURS.size()),
              isMicrosofts(index) ? " stroke-dasharray=\"7 4\"" : ""));
      boolean silent = entry.getValue().stream().allMatch(point -> point.requests() == 0);
      svg.append(
          format(
              "<text x=\"%d\" y=\"%d\">%s%s</text>%n",
              x + 44, y, entry.getKey(), silent ? " (no request)" : ""));
      index++;
    }
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
