package io.vaultjca.command.keys.view;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.verb.FileOptions;
import io.vaultjca.command.verb.Session;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The destination of a secret: a file, another program, or the terminal on request. */
public final class SecretOptions {
  @Mixin private FileOptions file;

  @Option(
      names = "--show",
      description = "Prints it on the terminal: as text, or in base64 if it is not text.")
  private boolean show;

  /** The given file, if any. Without one, a terminal needs --show, before any request is sent. */
  public Optional<OutputFile> file(Session session) throws CommandException {
    Optional<OutputFile> named = file.file();
    if (named.isEmpty() && !show && session.terminal().mayShowOutput()) {
      throw new CommandException(
          "The output is a secret, and anyone at the terminal would see it: add --output FILE, or --show.");
    }
    return named;
  }
}
