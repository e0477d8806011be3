package io.vaultjca.command.verb;

import io.vaultjca.command.terminal.CommandException;
import picocli.CommandLine.Option;

/** The question before a verb deletes or purges something. */
public final class Confirmation {
  @Option(names = "--yes", description = "Does not ask for confirmation.")
  private boolean yes;

  /** Asks a question such as "Purge the key release for ever?", unless --yes answers it. */
  public void require(Session session, String question) throws CommandException {
    if (!yes && !session.terminal().confirms(question)) {
      throw new CommandException("Nothing was done: the answer was not yes.");
    }
  }
}
