package io.vaultjca.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Prints the demo's steps, and for each command how a user types it and its outcome. */
final class Account {
  private static final int WIDTH = 96;

  private final PrintStream out;
  private final long started = System.nanoTime();
  private int steps;

  Account(PrintStream out) {
    this.out = out;
  }

  void title(String title) {
    out.println();
    out.println(title);
    out.println("=".repeat(title.length()));
  }

  void step(String what) {
    out.println();
    out.printf(Locale.ROOT, "%d. %s%n", ++steps, what);
    out.println();
  }

  void show(Command command) {
    out.println(command.wrapped("   $ ", "       ", WIDTH));
  }

  void show(String request) {
    out.println("   > " + request);
  }

  void outcome(String words, Duration time) {
    line(words, seconds(time));
  }

  void outcome(String words, long requests, Duration time) {
    line(words, requests + " requests, " + seconds(time));
  }

  private void line(String words, String measured) {
    int dots = Math.max(3, WIDTH - 10 - words.length() - measured.length());
    out.println("     " + words + " " + ".".repeat(dots) + " " + measured);
  }

  void end(String words) {
    out.println();
    out.println(words);
    out.println("It took " + seconds(Duration.ofNanos(System.nanoTime() - started)) + ".");
    out.println();
    out.println("Try next");
  }

  void next(String words, List<Command> commands) {
    out.println();
    out.println("  " + words);
    commands.forEach(command -> out.println(command.wrapped("    ", "      ", WIDTH)));
  }

  void failed(StepFailed failure) {
    out.println();
    out.println("FAILED: " + failure.getMessage());
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
