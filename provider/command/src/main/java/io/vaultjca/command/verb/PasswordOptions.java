package io.vaultjca.command.verb;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.InputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** A password, which is never on the command line. */
public final class PasswordOptions {
  private static final int LONGEST = 10 * 1024;

  @Option(names = "--ask-password", description = "Asks for the password, without echo.")
  private boolean ask;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The file whose first line is the password; - is standard input.")
  private InputFile file;

  /** The password, or null if none was announced. */
  public String read(Session session, String prompt) throws IOException, CommandException {
    if (file != null) {
      byte[] content = file.read(session.terminal(), LONGEST);
      try {
        return new String(content, StandardCharsets.UTF_8).split("\\R", 2)[0];
      } finally {
        Arrays.fill(content, (byte) 0);
      }
    }
    if (!ask) {
      return null;
    }
    char[] typed = session.terminal().secret(prompt);
    try {
      return new String(typed);
    } finally {
      Arrays.fill(typed, ' ');
    }
  }
}
