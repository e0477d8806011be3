package io.vaultjca.command.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The parsed output of the doctor; lines that were wrapped at 80 columns are joined.
 *
 * @param marks the mark of each step, in order, as one word
 * @param texts the text of each step by its name, without the duration
 * @param details the details of each step
 */
record Shown(
    int exitCode,
    String whole,
    String marks,
    Map<String, String> texts,
    Map<String, String> details,
    String summary,
    Duration took) {
  private static final int TEXT = 20;
  private static final int DETAIL = 22;

  static Shown of(int exitCode, String whole, Duration took) {
    StringBuilder marks = new StringBuilder();
    Map<String, List<String>> texts = new LinkedHashMap<>();
    Map<String, List<String>> details = new LinkedHashMap<>();
    String step = "";
    String summary = "";
    for (String line : whole.lines().toList()) {
      if (line.matches("[✓✗] \\d+ steps, .*")) {
        summary = line;
      } else if (!line.startsWith(" ")) {
        marks.append(line.charAt(0));
        step = line.substring(2, TEXT).strip();
        texts.put(step, new ArrayList<>(List.of(line.substring(TEXT))));
        details.put(step, new ArrayList<>());
      } else if (line.startsWith(" ".repeat(DETAIL))) {
        details.get(step).add(line.strip());
      } else {
        texts.get(step).add(line.strip());
      }
    }
    return new Shown(
        exitCode, whole, marks.toString(), joined(texts), joined(details), summary, took);
  }

  private static Map<String, String> joined(Map<String, List<String>> lines) {
    Map<String, String> joined = new LinkedHashMap<>();
    lines.forEach(
        (step, text) ->
            joined.put(step, String.join(" ", text).replaceFirst(" \\([0-9.]+ m?s\\)$", "")));
    return joined;
  }

  /** The text of a step with its details. */
  String told(String step) {
    return "%s: %s %s".formatted(step, texts.get(step), details.get(step)).strip();
  }

  /** The failed steps with their texts. */
  String failures() {
    List<String> steps = List.copyOf(texts.keySet());
    return steps.stream()
        .filter(step -> marks.charAt(steps.indexOf(step)) == '✗')
        .map(step -> "%s: %s".formatted(step, texts.get(step)))
        .collect(Collectors.joining("\n"));
  }
}
