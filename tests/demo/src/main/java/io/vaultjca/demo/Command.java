package io.vaultjca.demo;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command line with a program of this JDK.
 *
 * @param words the program's name, then its arguments
 */
record Command(List<String> words) {

  static Command of(String... words) {
    return new Command(List.of(words));
  }

  /** The same command with one more option, before the others. */
  Command with(String option) {
    List<String> more = new ArrayList<>(words);
    more.add(1, option);
    return new Command(List.copyOf(more));
  }

  /** The result of a command. */
  record Result(Command command, int status, String output, String errors, Duration time) {

    /** Checks that the program printed the line that reports success, and returns the line. */
    String requireLine(String line) throws StepFailed {
      boolean printed = Stream.concat(output.lines(), errors.lines()).anyMatch(line::equals);
      if (status != 0 || !printed) {
        throw new StepFailed(
            "%s ended with status %s and did not print '%s'. Its output:\n\n%s\n%s"
                .formatted(command.words.get(0), status, line, output.strip(), errors.strip()));
      }
      return line;
    }

    long errorLinesWith(String words) {
      return errors.lines().filter(line -> line.contains(words)).count();
    }
  }

  /** A process builder with the program's path in the JDK of this JVM. */
  ProcessBuilder processBuilder() {
    List<String> line = new ArrayList<>(words);
    line.set(0, Path.of(System.getProperty("java.home"), "bin", words.get(0)).toString());
    return new ProcessBuilder(line);
  }

  /** Runs the program to its end, and kills it after a time. */
  Result run(Duration longest) throws IOException, InterruptedException, StepFailed {
    Path output = Files.createTempFile("vaultjca-demo-", ".out");
    Path errors = Files.createTempFile("vaultjca-demo-", ".err");
    try {
      long started = System.nanoTime();
      Process process =
          processBuilder().redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
      try {
        process.getOutputStream().close();
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new StepFailed(
              "%s did not end within %s seconds".formatted(words.get(0), longest.toSeconds()));
        }
      } finally {
        process.destroyForcibly();
      }
      return new Result(
          this,
          process.exitValue(),
          text(output),
          text(errors),
          Duration.ofNanos(System.nanoTime() - started));
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), Charset.defaultCharset());
  }

  /** Breaks a long command into lines, as a user types it; an option keeps its value beside it. */
  String wrapped(String first, String following, int width) {
    StringBuilder lines = new StringBuilder();
    StringBuilder line = new StringBuilder(first).append(words.get(0));
    for (int i = 1; i < words.size(); i++) {
      String next = words.get(i);
      if (next.startsWith("-") && i + 1 < words.size() && !words.get(i + 1).startsWith("-")) {
        next += " " + words.get(++i);
      }
      if (line.length() + next.length() + 3 > width) {
        lines.append(line).append(" \\\n");
        line = new StringBuilder(following).append(next);
      } else {
        line.append(' ').append(next);
      }
    }
    return lines.append(line).toString();
  }
}
