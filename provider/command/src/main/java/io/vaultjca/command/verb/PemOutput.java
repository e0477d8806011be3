package io.vaultjca.command.verb;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.OutputFile;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where PEM goes: into the file that the user names, or onto the screen. */
public final class PemOutput {
  private PemOutput() {}

  /**
   * Writes it.
   *
   * @param what it is, such as "the certificate web"
   * @param fields what else programs want to know
   */
  public static void write(
      Session session, Optional<OutputFile> file, String what, byte[] pem, Fields fields)
      throws CommandException {
    if (file.isPresent()) {
      file.get().write(pem);
      session.output().wrote("Wrote " + what, file.get(), fields);
    } else if (session.output().isJson()) {
      session.output().show(fields.with("pem", new String(pem, StandardCharsets.US_ASCII)));
    } else {
      session.output().bytes(pem);
    }
  }
}
