package io.vaultjca.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measurements as tab-separated text, a row a line, so that a difference is easy to read.
 *
 * @param name the file's name without {@code .tsv}
 * @param origin when, with what and on what it was measured: lines that begin with {@code #}
 * @param columns the names of the columns
 * @param rows as many cells each
 */
public record Table(
    String name, List<String> origin, List<String> columns, List<List<String>> rows) {
  private static final String SEPARATOR = "\t";

  /** Checks that no cell would break the format. */
  public Table {
    for (List<String> row : rows) {
      if (row.size() != columns.size()
          || row.stream().anyMatch(cell -> cell.matches("(?s).*[\t\r\n].*"))) {
        throw new IllegalArgumentException(name + ": " + row + " does not fit " + columns);
      }
    }
  }

  /** A table that has just been measured. */
  public static Table of(String name, List<String> columns, List<List<String>> rows) {
    return new Table(name, List.of(), columns, rows);
  }

  /** Reads a table from its folder. */
  static Table read(Path folder, String name) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(name + ".tsv"));
    List<String> origin = lines.stream().takeWhile(line -> line.startsWith("#")).toList();
    List<List<String>> cells =
        lines.stream().skip(origin.size()).map(line -> List.of(line.split(SEPARATOR, -1))).toList();
    return new Table(name, origin, cells.get(0), cells.subList(1, cells.size()));
  }

  /** Writes the table into a folder, and how it was measured at its head. */
  public void write(Path folder, String recorded) throws IOException {
    Files.writeString(folder.resolve(name + ".tsv"), "# recorded: " + recorded + "\n" + text());
  }

  /** The columns and the rows. */
  public String text() {
    StringBuilder text = new StringBuilder();
    Stream.concat(Stream.of(columns), rows.stream())
        .forEach(row -> text.append(String.join(SEPARATOR, row)).append('\n'));
    return text.toString();
  }

  /** The rows that have a value in a column. */
  Table where(String column, String value) {
    int index = index(column);
    return new Table(
        name, origin, columns, rows.stream().filter(row -> row.get(index).equals(value)).toList());
  }

  /** The different values of a column, in the order of the rows. */
  List<String> values(String column) {
    int index = index(column);
    return rows.stream().map(row -> row.get(index)).distinct().toList();
  }

  /** The numbers in a column, of all rows that have one. */
  double[] numbers(String column) {
    int index = index(column);
    return rows.stream()
        .map(row -> row.get(index))
        .filter(cell -> !cell.isEmpty())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  /** The cell of the only row. */
  public String get(String column) {
    if (rows.size() != 1) {
      throw new IllegalStateException(name + " has " + rows.size() + " such rows, not one");
    }
    return rows.get(0).get(index(column));
  }

  /** The number in the only row. */
  double number(String column) {
    return Double.parseDouble(get(column));
  }

  /** Each row as a table of its own. */
  public List<Table> each() {
    return rows.stream().map(row -> new Table(name, origin, columns, List.of(row))).toList();
  }

  double least(String column) {
    return Arrays.stream(numbers(column)).min().orElseThrow();
  }

  double greatest(String column) {
    return Arrays.stream(numbers(column)).max().orElseThrow();
  }

  private int index(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new IllegalArgumentException(name + " has " + columns + ", not " + column);
    }
    return index;
  }
}
