package io.vaultjca.command.verb;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.terminal.Terminal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A file whose first line is a password. */
public final class PasswordFile {
  private static final int LONGEST = 10 * 1024;

  private PasswordFile() {}

  /** Reads the password; the caller clears it. */
  public static char[] read(InputFile file, Terminal terminal) throws CommandException {
    byte[] bytes = file.read(terminal, LONGEST);
    CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
    try {
      int length = 0;
      while (length < text.length() && text.charAt(length) != '\n' && text.charAt(length) != '\r') {
        length++;
      }
      return Arrays.copyOf(text.array(), length);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(text.array(), '\0');
    }
  }
}
