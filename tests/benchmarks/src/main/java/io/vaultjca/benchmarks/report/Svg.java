package io.vaultjca.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A picture to draw on. Its white background makes it readable on dark pages, too. */
final class Svg {
  /** Colours that also differ in print and to the colour-blind (Okabe and Ito). */
  private static final List<String> COLOURS =
      List.of("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00");

  private static final int CHARACTER = 7;
  private static final int LEGEND_LINE = 20;
  private static final int SAMPLE = 36;

  private final List<String> lines = new ArrayList<>();
  private final int width;

  Svg(int width) {
    this.width = width;
  }

  /** The sample of a line or mark in a legend. */
  enum Sample {
    SOLID,
    DASHED,
    DOT
  }

  /** A name in a legend; its colour is that of its place in it. */
  record Entry(String name, Sample sample) {}

  static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }

  void title(double x, double y, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"15\" font-weight=\"bold\">%s</text>",
        x, y, escaped(text));
  }

  /** A text that starts, ends or is centred ({@code middle}) at a point. */
  void text(double x, double y, String anchor, String text) {
    add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escaped(text));
  }

  void gridLine(double x1, double y1, double x2, double y2) {
    line(x1, y1, x2, y2, "stroke=\"#dddddd\"");
  }

  void line(double x1, double y1, double x2, double y2, String style) {
    add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>", x1, y1, x2, y2, style);
  }

  void bar(double x, double y, double length, double height, String colour) {
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
        x, y, length, height, colour);
  }

  void dot(double x, double y, String colour) {
    add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>", x, y, colour);
  }

  void add(String element, Object... values) {
    lines.add(format(element, values));
  }

  /** The labels and the grid of a horizontal axis; the grid goes up to {@code top}. */
  void across(Axis axis, double left, double length, double top, double bottom, String title) {
    for (double tick : axis.ticks()) {
      double x = left + length * axis.share(tick);
      gridLine(x, top, x, bottom);
      text(x, bottom + 20, "middle", label(tick));
    }
    text(left + length, bottom + 42, "end", title);
  }

  static String label(double tick) {
    boolean fraction = tick > 0 && tick < 0.999;
    return fraction ? format("%.2g", tick).replaceAll("0+$", "") : format("%,.0f", tick);
  }

  /**
   * A legend: one row if all names fit into one, otherwise one column.
   *
   * @return the height that it takes
   */
  int legend(int left, int top, List<Entry> entries) {
    boolean row = entries.stream().mapToInt(Svg::width).sum() <= width - left;
    double x = left;
    for (int index = 0; index < entries.size(); index++) {
      Entry entry = entries.get(index);
      double y = top + (row ? 0 : LEGEND_LINE * index);
      if (entry.sample() == Sample.DOT) {
        dot(x + SAMPLE / 2.0, y - 4, colour(index));
      } else {
        line(x, y - 4, x + SAMPLE, y - 4, stroke(index, entry));
      }
      text(x + SAMPLE + 8, y, "start", entry.name());
      x += row ? width(entry) : 0;
    }
    return LEGEND_LINE * (row ? 1 : entries.size());
  }

  private static int width(Entry entry) {
    return SAMPLE + 8 + CHARACTER * entry.name().length() + 24;
  }

  /** The style of the line with this name. */
  static String stroke(int index, Entry entry) {
    return format(
        "stroke=\"%s\" stroke-width=\"2\"%s",
        colour(index), entry.sample() == Sample.DASHED ? " stroke-dasharray=\"7 4\"" : "");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  /** The whole picture, with a height in pixels. */
  String picture(int height) {
    String head =
        format(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d"\
             height="%2$d" font-family="sans-serif" font-size="13" fill="#222222">
            <rect width="%1$d" height="%2$d" fill="#ffffff"/>
            """,
            width, height);
    return head + String.join("\n", lines) + "\n</svg>\n";
  }
}
