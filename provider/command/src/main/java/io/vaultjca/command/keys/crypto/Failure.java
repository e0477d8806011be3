package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.terminal.CommandException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.ProviderException;

/** Turns exceptions of the JCA into failures of the command: their messages are complete. */
final class Failure {
  private Failure() {}

  /** Work that calls the JCA. */
  interface Work<T> {
    T done() throws GeneralSecurityException, IOException, CommandException;
  }

  /** Does it. */
  static <T> T said(Work<T> work) throws IOException, CommandException {
    try {
      return work.done();
    } catch (GeneralSecurityException | ProviderException e) {
      String message = e.getMessage();
      throw new CommandException(message == null ? e.toString() : message, e);
    }
  }
}
