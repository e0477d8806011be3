package io.vaultjca.command.keys.view;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.Session;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Bytes that a verb produces, written to a file, to another program, to the terminal as text, or to
 * JSON as base64.
 *
 * @param name the member of the JSON output, such as {@code signature}
 * @param about the other members
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
public record Result(String name, byte[] bytes, Fields about) {
  private static final Pattern TEXT = Pattern.compile("[\\P{C}\\r\\n\\t]*");

  /** Writes the bytes to the file, if there is one, or else to standard output. */
  public void write(Session session, Optional<OutputFile> file) throws CommandException {
    if (file.isPresent()) {
      file.get().write(bytes);
      session.wrote("Wrote the " + name, file.get(), about);
    } else if (session.isJson()) {
      session.show(about.with(name, Base64.getEncoder().encodeToString(bytes)));
    } else if (session.terminal().showsOutput()) {
      session.terminal().out().println(text());
    } else {
      session.bytes(bytes);
    }
  }

  /** Text unchanged, everything else in base64, because it could control the terminal. */
  private String text() {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (TEXT.matcher(text).matches()) {
        return text;
      }
    } catch (CharacterCodingException e) {
      return base64();
    }
    return base64();
  }

  private String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
