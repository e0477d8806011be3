package io.vaultjca.benchmarks.report;

import java.util.List;

/**
 * Rows of dots on one axis, a dot for each measurement.
 *
 * @param across the title of the axis
 * @param rows from top to bottom
 * @param legend the groups that have a colour each, in the order of a row's groups
 */
record DotChart(String title, String across, Axis axis, List<Row> rows, List<Svg.Entry> legend) {
  private static final int WIDTH = 900;
  private static final int LEFT = 290;
  private static final int LENGTH = 570;
  private static final int TOP = 50;
  private static final int LINE = 12;

  /**
   * A row.
   *
   * @param groups the values of each group of the legend
   */
  record Row(String name, List<double[]> groups) {}

  String svg() {
    Svg svg = new Svg(WIDTH);
    int height = LINE * (legend.size() + 1);
    int bottom = TOP + height * rows.size();
    svg.title(LEFT, TOP - 18, title);
    svg.across(axis, LEFT, LENGTH, TOP, bottom, across);
    for (int i = 0; i < rows.size(); i++) {
      int top = TOP + height * i;
      svg.gridLine(LEFT, top, LEFT + LENGTH, top);
      svg.text(LEFT - 10, top + height / 2.0 + 4, "end", rows.get(i).name());
      for (int group = 0; group < legend.size(); group++) {
        // Each group has a line of its own, so that none hides another.
        double y = top + LINE * (group + 1);
        for (double value : rows.get(i).groups().get(group)) {
          svg.dot(LEFT + LENGTH * axis.share(value), y, Svg.colour(group));
        }
      }
    }
    int names = bottom + 75;
    return svg.picture(names + svg.legend(LEFT, names, legend));
  }
}
