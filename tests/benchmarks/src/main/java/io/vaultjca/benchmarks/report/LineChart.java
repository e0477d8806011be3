package io.vaultjca.benchmarks.report;

import java.util.List;

/**
 * Panels beside each other, with the same lines in each.
 *
 * @param panels from left to right
 * @param legend the name of each line, in the order of the lines of a panel
 */
record LineChart(List<Panel> panels, List<Svg.Entry> legend) {
  private static final int PANEL_WIDTH = 430;
  private static final int PANEL_HEIGHT = 330;
  private static final int LEFT = 60;
  private static final int TOP = 50;
  private static final int GAP = 90;

  /** A value over another. */
  record Point(double x, double y) {}

  /**
   * A panel.
   *
   * @param across the title of the horizontal axis
   * @param marked whether each point has a mark
   * @param lines in the order of the legend
   */
  record Panel(
      String title, String across, Axis x, Axis y, boolean marked, List<List<Point>> lines) {}

  String svg() {
    Svg svg = new Svg(left(panels.size() - 1) + PANEL_WIDTH + 20);
    for (int i = 0; i < panels.size(); i++) {
      axes(svg, panels.get(i), left(i));
      lines(svg, panels.get(i), left(i));
    }
    int bottom = TOP + PANEL_HEIGHT + 75;
    return svg.picture(bottom + svg.legend(LEFT, bottom, legend));
  }

  private static int left(int panel) {
    return LEFT + panel * (PANEL_WIDTH + GAP);
  }

  private static double up(Panel panel, double value) {
    return TOP + PANEL_HEIGHT * (1 - panel.y().share(value));
  }

  private static void axes(Svg svg, Panel panel, int left) {
    svg.title(left, TOP - 18, panel.title());
    svg.across(panel.x(), left, PANEL_WIDTH, TOP, TOP + PANEL_HEIGHT, panel.across());
    for (double tick : panel.y().ticks()) {
      double y = up(panel, tick);
      svg.gridLine(left, y, left + PANEL_WIDTH, y);
      svg.text(left - 8, y + 4, "end", Svg.label(tick));
    }
  }

  private void lines(Svg svg, Panel panel, int left) {
    for (int index = 0; index < panel.lines().size(); index++) {
      StringBuilder path = new StringBuilder();
      boolean broken = true;
      for (Point point : panel.lines().get(index)) {
        // A logarithmic axis has no 0: the line has a gap there.
        boolean shown = point.y() > 0 || !panel.y().logarithmic();
        if (shown) {
          double x = left + PANEL_WIDTH * panel.x().share(point.x());
          double y = up(panel, point.y());
          path.append(Svg.format("%s%.1f %.1f ", broken ? "M" : "L", x, y));
          if (panel.marked()) {
            svg.dot(x, y, Svg.colour(index));
          }
        }
        broken = !shown;
      }
      if (!path.isEmpty()) {
        svg.add(
            "<path d=\"%s\" fill=\"none\" %s/>",
            path.toString().strip(), Svg.stroke(index, legend.get(index)));
      }
    }
  }
}
