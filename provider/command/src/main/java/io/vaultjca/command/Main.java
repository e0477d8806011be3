package io.vaultjca.command;

import io.vaultjca.command.terminal.Terminal;

/** The main class of {@code vaultjca.jar}. */
public final class Main {
  private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

  private Main() {}

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    if (System.getProperty(FORMAT) == null) {
      // One line for each log message, without the class that logs it.
      System.setProperty(FORMAT, "%4$s: %5$s%n");
    }
    System.exit(Vaultjca.run(Terminal.system(), arguments));
  }
}
