package io.vaultjca.command.keys.view;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.Session;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a secret goes: a file, another program, or the terminal if the user wants to see it. */
public final class SecretOptions {
  @Mixin private FileOptions file;

  @Option(
      names = "--show",
      description = "Prints it on the terminal: as text, or in base64 if it is none.")
  private boolean show;

  /** The file, if one is named; refuses, before the vault is asked, to show what is not to be. */
  public Optional<OutputFile> file(Session session) throws CommandException {
    Optional<OutputFile> named = file.file();
    if (named.isEmpty() && !show && session.terminal().mayShowOutput()) {
      throw new CommandException(
          "This is a secret, and everybody in front of the terminal would see it: add --output"
              + " FILE, or --show.");
    }
    return named;
  }
}
