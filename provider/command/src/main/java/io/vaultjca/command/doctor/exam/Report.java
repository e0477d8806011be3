package io.vaultjca.command.doctor.exam;

import io.vaultjca.command.doctor.exam.Finding.Result;
import io.vaultjca.command.terminal.Fields;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats the outcomes: for people in 80 columns, and for programs. */
public final class Report {
  private static final int WIDTH = 80;
  private static final int NAME = 18;

  private final boolean hasMarks;

  /** Creates a report for an encoding, which may lack the marks. */
  public Report(Charset charset) {
    this.hasMarks = charset.newEncoder().canEncode("\u2713\u2717\u2013");
  }

  private String mark(Result result) {
    return switch (result) {
      case OK -> hasMarks ? "\u2713" : "OK";
      case FAILED -> hasMarks ? "\u2717" : "FAILED";
      case SKIPPED -> hasMarks ? "\u2013" : "-";
    };
  }

  /** Formats a step: its mark, its name, its finding, and the details below. */
  public List<String> lines(Outcome outcome) {
    Finding finding = outcome.finding();
    String begin =
        "%s %s"
            .formatted(
                padded(mark(finding.result()), hasMarks ? 1 : "FAILED".length()),
                padded(outcome.step(), NAME));
    List<String> lines = new ArrayList<>();
    String time =
        finding.result() == Result.SKIPPED || outcome.took().toMillis() == 0
            ? ""
            : " (%s)".formatted(time(outcome.took()));
    wrap(lines, begin, finding.text() + time);
    for (String detail : finding.details()) {
      wrap(lines, " ".repeat(begin.length()) + "  ", detail);
    }
    return lines;
  }

  /** Formats the last line: how many steps failed, and the time of all. */
  public String summary(List<Outcome> outcomes, Duration took) {
    long failed = outcomes.stream().filter(Outcome::isFailed).count();
    return "%s %s steps, %s, in %s."
        .formatted(
            mark(failed == 0 ? Result.OK : Result.FAILED),
            outcomes.size(),
            failed == 0 ? "none failed" : failed + " failed",
            time(took));
  }

  /** Converts the outcomes for programs. */
  public static Fields fields(List<Outcome> outcomes, Duration took) {
    return new Fields()
        .with("failed", outcomes.stream().filter(Outcome::isFailed).count())
        .with("milliseconds", took.toMillis())
        .with("steps", outcomes.stream().map(Report::fields).toList());
  }

  private static Fields fields(Outcome outcome) {
    Finding finding = outcome.finding();
    return new Fields()
        .with("step", outcome.step())
        .with("result", finding.result().name().toLowerCase(Locale.ROOT))
        .with("text", finding.text())
        .with("details", finding.details())
        .with("milliseconds", outcome.took().toMillis());
  }

  private static String time(Duration took) {
    return took.toMillis() < 1000
        ? took.toMillis() + " ms"
        : String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** Breaks a text at its spaces, and removes anything that could control the terminal. */
  private static void wrap(List<String> lines, String begin, String text) {
    StringBuilder line = new StringBuilder(begin);
    boolean empty = true;
    for (String word : text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ").strip().split(" +", -1)) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(begin.length()));
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
  }
}
