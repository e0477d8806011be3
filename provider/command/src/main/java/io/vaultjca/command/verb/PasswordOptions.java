package io.vaultjca.command.verb;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.InputFile;
import java.io.IOException;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** A password, which is never on the command line. */
public final class PasswordOptions {
  @Option(names = "--ask-password", description = "Asks for the password, without echo.")
  private boolean ask;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The file whose first line is the password; - is standard input.")
  private InputFile file;

  /** The password, or null if none was announced. */
  public String read(Session session, String prompt) throws IOException, CommandException {
    if (file == null && !ask) {
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
