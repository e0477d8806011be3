package io.vaultjca.command.verb;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.InputFile;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The source of a password, which is never on the command line. */
public final class PasswordOptions {
  @Option(names = "--ask-password", description = "Asks for the password, without echo.")
  private boolean ask;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "A file whose first line is the password; - is standard input.")
  private @Nullable InputFile file;

  /**
   * Reads the password, or returns null if the user gives none.
   *
   * @param needed whether to ask for it even without --ask-password
   */
  public @Nullable String read(Session session, String prompt, boolean needed)
      throws IOException, CommandException {
    if (file == null && !ask && !needed) {
      return null;
    }
    char[] password =
        file == null
            ? session.terminal().secret(prompt)
            : PasswordFile.read(file, session.terminal());
    try {
      return new String(password);
    } finally {
      Arrays.fill(password, ' ');
    }
  }
}
