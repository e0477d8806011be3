package io.vaultjca.command.verb;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.OutputFile;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes PEM to a file or to standard output. */
public final class PemOutput {
  private PemOutput() {}

  /**
   * Writes PEM to the file, if one is given, or else to standard output.
   *
   * @param what the content, such as "the certificate web"
   * @param fields further members of the JSON output
   */
  public static void write(
      Session session, Optional<OutputFile> file, String what, byte[] pem, Fields fields)
      throws CommandException {
    if (file.isPresent()) {
      file.get().write(pem);
      session.wrote("Wrote " + what, file.get(), fields);
    } else if (session.isJson()) {
      session.show(fields.with("pem", new String(pem, StandardCharsets.US_ASCII)));
    } else {
      session.bytes(pem);
    }
  }
}
