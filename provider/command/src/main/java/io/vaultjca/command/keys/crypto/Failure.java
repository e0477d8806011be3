package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.terminal.CommandException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.ProviderException;

/** What the JCA's exceptions say stands alone: it is the message of the command. */
final class Failure {
  private Failure() {}

  /** Something that the JCA has a part in. */
  interface Work<T> {
    T done() throws GeneralSecurityException, IOException, CommandException;
  }

  /** Does it. */
  static <T> T said(Work<T> work) throws IOException, CommandException {
    try {
      return work.done();
    } catch (GeneralSecurityException | ProviderException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }
}
