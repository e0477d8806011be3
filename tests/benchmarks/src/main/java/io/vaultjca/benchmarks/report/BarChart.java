package io.vaultjca.benchmarks.report;

import java.util.List;

/**
 * Panels of horizontal bars, one below the other.
 *
 * @param panels from top to bottom
 */
record BarChart(List<Panel> panels) {
  private static final int WIDTH = 930;
  private static final int LEFT = 320;
  private static final int LENGTH = 500;
  private static final int BAR = 26;
  private static final int HEAD = 50;
  private static final int FOOT = 60;

  /**
   * A bar.
   *
   * @param ours whether it is one of this product's, which have another colour
   * @param low the least of the measured values, or the value itself
   * @param high the greatest, likewise
   * @param text the value with its unit
   */
  record Bar(String name, boolean ours, double value, double low, double high, String text) {}

  /** Bars on one axis. */
  record Panel(String title, String across, Axis axis, List<Bar> bars) {}

  String svg() {
    Svg svg = new Svg(WIDTH);
    int top = 0;
    for (Panel panel : panels) {
      int first = top + HEAD;
      int bottom = first + BAR * panel.bars().size();
      svg.title(LEFT, first - 18, panel.title());
      svg.across(panel.axis(), LEFT, LENGTH, first, bottom, panel.across());
      for (int i = 0; i < panel.bars().size(); i++) {
        bar(svg, panel.axis(), panel.bars().get(i), first + BAR * i + BAR / 2.0);
      }
      top = bottom + FOOT;
    }
    return svg.picture(top);
  }

  private static void bar(Svg svg, Axis axis, Bar bar, double y) {
    svg.text(LEFT - 10, y + 4, "end", bar.name());
    svg.bar(LEFT, y - 8, LENGTH * axis.share(bar.value()), 16, Svg.colour(bar.ours() ? 0 : 1));
    double low = LEFT + LENGTH * axis.share(bar.low());
    double high = LEFT + LENGTH * axis.share(bar.high());
    svg.line(low, y, high, y, "stroke=\"#222222\" stroke-width=\"1.5\"");
    svg.text(high + 8, y + 4, "start", bar.text());
  }
}
