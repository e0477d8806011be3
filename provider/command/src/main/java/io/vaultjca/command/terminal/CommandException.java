package io.vaultjca.command.terminal;

/** The command failed for a reason that its message says whole: what was wrong and what to do. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  public CommandException(String message) {
    super(message);
  }

  public CommandException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The command failed, and what it printed says why. */
  public static CommandException shown() {
    return new CommandException("");
  }
}
