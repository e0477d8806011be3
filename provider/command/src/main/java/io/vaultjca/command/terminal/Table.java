package io.vaultjca.command.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rows below headings, at most 80 columns wide. Cells that do not fit end with three dots; those of
 * the first column are never cut, because people copy them.
 */
final class Table {
  private static final int WIDEST = 80;
  private static final int NARROWEST = 6;
  private static final String GAP = "  ";

  /** In ASCII: a locale such as C prints "?" for the ellipsis of Unicode. */
  private static final String CUT = "...";

  private final List<List<String>> rows;
  private final int[] widths;

  private Table(List<List<String>> rows, int columns) {
    this.rows = rows;
    this.widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    fit();
  }

  /** Creates a table; a column is the name of a value. */
  static Table of(List<Fields> things, List<String> columns) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(columns.stream().map(name -> Cell.words(name).toUpperCase(Locale.ROOT)).toList());
    for (Fields thing : things) {
      rows.add(columns.stream().map(name -> thing.get(name).map(Cell::of).orElse("")).toList());
    }
    return new Table(rows, columns.size());
  }

  /** Narrows the widest column, never the first, until the table fits. */
  private void fit() {
    int total = GAP.length() * (widths.length - 1);
    for (int width : widths) {
      total += width;
    }
    while (total > WIDEST) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        if (widths[i] > NARROWEST && (widest == 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest == 0) {
        return;
      }
      widths[widest]--;
      total--;
    }
  }

  List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      boolean fits = cell.length() <= widths[i];
      String shown = fits ? cell : cell.substring(0, widths[i] - CUT.length()) + CUT;
      line.append(i == 0 ? "" : GAP).append(shown).append(" ".repeat(widths[i] - shown.length()));
    }
    return line.toString().stripTrailing();
  }
}
