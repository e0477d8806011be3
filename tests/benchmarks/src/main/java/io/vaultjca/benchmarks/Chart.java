package io.vaultjca.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Panels beside each other, with the same lines in each, as an SVG picture.
 *
 * @param panels from left to right
 * @param legend the name of each line, in the order of the lines of a panel
 */
record Chart(List<Panel> panels, List<Entry> legend) {
  static final int PANEL_WIDTH = 430;
  static final int PANEL_HEIGHT = 330;
  private static final int LEFT = 60;
  private static final int TOP = 50;
  private static final int GAP = 90;
  private static final int LEGEND_LINE = 20;

  /** Colours that also differ in print and to the colour-blind (Okabe and Ito). */
  private static final List<String> COLOURS =
      List.of("#0072B2", "#56B4E9", "#009E73", "#CC79A7", "#E69F00", "#D55E00");

  /** A number over another. */
  record Point(double x, double y) {}

  /**
   * A line's name.
   *
   * @param dashed whether it is another's, to compare with
   */
  record Entry(String name, boolean dashed) {}

  /**
   * An axis.
   *
   * @param ticks where it is labelled
   */
  record Axis(double low, double high, boolean logarithmic, List<Double> ticks) {
    /** With a tick at each power of ten. */
    static Axis decades(double low, double high) {
      return new Axis(
          low,
          high,
          true,
          DoubleStream.iterate(0.01, tick -> tick <= high, tick -> tick * 10)
              .filter(tick -> tick >= low)
              .boxed()
              .toList());
    }

    /** From 0 on. */
    static Axis linear(double high, double step) {
      return new Axis(
          0,
          high,
          false,
          DoubleStream.iterate(0, tick -> tick <= high, tick -> tick + step).boxed().toList());
    }

    /** Where a number is: 0 for the low end, 1 for the high one. */
    double share(double number) {
      return logarithmic
          ? Math.log(number / low) / Math.log(high / low)
          : (number - low) / (high - low);
    }

    boolean shows(double number) {
      return !logarithmic || number > 0;
    }
  }

  /**
   * A panel.
   *
   * @param across what is below it
   * @param marked whether each point has a mark
   * @param lines in the order of the legend
   */
  record Panel(
      String title, String across, Axis x, Axis y, boolean marked, List<List<Point>> lines) {}

  /** The picture. */
  String svg() {
    int width = left(panels.size() - 1) + PANEL_WIDTH + 20;
    int height = TOP + PANEL_HEIGHT + 70 + LEGEND_LINE * ((legend.size() + 1) / 2);
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d"\
             height="%2$d" font-family="sans-serif" font-size="13">
            <rect width="%1$d" height="%2$d" fill="white"/>
            """,
            width, height));
    for (int i = 0; i < panels.size(); i++) {
      axes(svg, panels.get(i), left(i));
      lines(svg, panels.get(i), left(i));
    }
    names(svg);
    return svg.append("</svg>\n").toString();
  }

  private static int left(int panel) {
    return LEFT + panel * (PANEL_WIDTH + GAP);
  }

  private static double up(Panel panel, double number) {
    return TOP + PANEL_HEIGHT * (1 - panel.y().share(number));
  }

  private static double across(Panel panel, int left, double number) {
    return left + PANEL_WIDTH * panel.x().share(number);
  }

  private static void axes(StringBuilder svg, Panel panel, int left) {
    svg.append(
        format(
            "<text x=\"%d\" y=\"%d\" font-size=\"15\" font-weight=\"bold\">%s</text>%n",
            left, TOP - 18, panel.title()));
    svg.append(
        format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
            left + PANEL_WIDTH, TOP + PANEL_HEIGHT + 42, panel.across()));
    for (double tick : panel.x().ticks()) {
      double x = across(panel, left, tick);
      grid(svg, x, TOP, x, TOP + PANEL_HEIGHT);
      label(svg, x, TOP + PANEL_HEIGHT + 20, "middle", tick);
    }
    for (double tick : panel.y().ticks()) {
      double y = up(panel, tick);
      grid(svg, left, y, left + PANEL_WIDTH, y);
      label(svg, left - 8, y + 4, "end", tick);
    }
  }

  private static void grid(StringBuilder svg, double x1, double y1, double x2, double y2) {
    svg.append(
        format(
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>%n",
            x1, y1, x2, y2));
  }

  private static void label(StringBuilder svg, double x, double y, String anchor, double number) {
    boolean fraction = number > 0 && number < 0.999;
    svg.append(
        format(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#444444\">%s</text>%n",
            x,
            y,
            anchor,
            fraction ? String.format(Locale.ROOT, "%.2g", number) : format("%,.0f", number)));
  }

  private void lines(StringBuilder svg, Panel panel, int left) {
    for (int index = 0; index < panel.lines().size(); index++) {
      StringBuilder path = new StringBuilder();
      StringBuilder marks = new StringBuilder();
      String colour = COLOURS.get(index % COLOURS.size());
      for (Point point : panel.lines().get(index)) {
        if (!panel.y().shows(point.y())) {
          // There is no 0 on a logarithmic axis.
          continue;
        }
        double x = across(panel, left, point.x());
        // What is above the axis ends at its top, and not in the title.
        double y = Math.max(TOP, up(panel, point.y()));
        path.append(format("%s%.1f %.1f ", path.isEmpty() ? "M" : "L", x, y));
        if (panel.marked()) {
          marks.append(
              format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>%n", x, y, colour));
        }
      }
      if (!path.isEmpty()) {
        svg.append(
            format(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>%n",
                path.toString().strip(), colour, dashes(legend.get(index))));
      }
      svg.append(marks);
    }
  }

  private static String dashes(Entry entry) {
    return entry.dashed() ? " stroke-dasharray=\"7 4\"" : "";
  }

  private void names(StringBuilder svg) {
    for (int index = 0; index < legend.size(); index++) {
      int x = left(index % 2);
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
              dashes(legend.get(index))));
      svg.append(
          format("<text x=\"%d\" y=\"%d\">%s</text>%n", x + 44, y, legend.get(index).name()));
    }
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
