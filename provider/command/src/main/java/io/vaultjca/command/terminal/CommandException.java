package io.vaultjca.command.terminal;

/** A failure of the command. Its message is complete: it says what is wrong and what to do. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  public CommandException(String message) {
    super(message);
  }

  public CommandException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A failure that the output already explains. */
  public static CommandException shown() {
    return new CommandException("");
  }
}
