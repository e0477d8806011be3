package io.vaultjca.command.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** docs/doctor.md: the doctor's reports on a healthy vault and on broken things. */
final class Page {
  private static final Path FILE = Path.of("../../docs/doctor.md");
  private static final String WELL = "<!-- all is well -->";
  private static final String BROKEN = "<!-- what is broken -->";
  private static final String END = "<!-- end -->";

  private final String text;

  private Page(String text) {
    this.text = text;
  }

  static Page read() throws IOException {
    return new Page(Files.readString(FILE));
  }

  /**
   * A row of the table.
   *
   * @param marks the marks of all steps, in order
   * @param says the texts of the failed steps
   * @param took the duration in seconds, by JDK
   */
  record Row(String name, String marks, String says, Map<String, String> took) {
    private static Row of(String line) {
      String[] cells = line.split("\\|", -1);
      return new Row(
          cells[1].strip(),
          cells[2].strip(),
          cells[3].strip(),
          Map.of("17", cells[4].strip(), "25", cells[5].strip()));
    }

    String line() {
      return "| %s | %s | %s | %s | %s |"
          .formatted(name, marks, says, took.getOrDefault("17", ""), took.getOrDefault("25", ""));
    }
  }

  /** The report on a healthy vault. */
  String well() {
    return between(WELL).replaceAll("```\\w*\\n?", "").strip();
  }

  /** The rows of the table by name. */
  Map<String, Row> rows() {
    return between(BROKEN)
        .lines()
        .skip(2)
        .filter(line -> line.startsWith("|"))
        .map(Row::of)
        .collect(
            Collectors.toMap(Row::name, row -> row, (one, other) -> other, LinkedHashMap::new));
  }

  String text() {
    return text;
  }

  /** Writes the new reports, and keeps the times of the other JDK. */
  void write(String well, List<Row> found) throws IOException {
    String jdk = Integer.toString(Runtime.version().feature());
    Map<String, Row> before = rows();
    List<String> lines = new ArrayList<>();
    lines.add("| what is broken | steps | what the doctor says | 17 | 25 |");
    lines.add("| --- | --- | --- | --- | --- |");
    for (Row row : found) {
      Map<String, String> took = new LinkedHashMap<>(row.took());
      if (before.containsKey(row.name())) {
        before.get(row.name()).took().forEach(took::putIfAbsent);
        took.put(jdk, row.took().get(jdk));
      }
      lines.add(new Row(row.name(), row.marks(), row.says(), took).line());
    }
    String written = with(text, WELL, "```text\n" + well + "\n```");
    Files.writeString(FILE, with(written, BROKEN, String.join("\n", lines)));
  }

  private String between(String begin) {
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf(END, from)).strip();
  }

  private static String with(String text, String begin, String content) {
    int from = text.indexOf(begin) + begin.length();
    return "%s%n%n%s%n%n%s"
        .formatted(text.substring(0, from), content, text.substring(text.indexOf(END, from)));
  }
}
