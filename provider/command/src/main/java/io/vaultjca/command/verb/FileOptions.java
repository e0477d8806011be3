package io.vaultjca.command.verb;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.OutputFile;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where to write what a verb gets: see {@link OutputFile}. */
public final class FileOptions {
  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to write it: a new file, which only you may read.")
  private Path output;

  @Option(names = "--force", description = "Replaces the file if it exists.")
  private boolean force;

  /** The file, if one is named; checks at once that it can be written. */
  public Optional<OutputFile> file() throws CommandException {
    if (output == null) {
      return Optional.empty();
    }
    if (output.toString().equals("-")) {
      throw new CommandException(
          "For standard output leave --output out; ./- is a file of this name.");
    }
    return Optional.of(OutputFile.of(output, force));
  }

  /** The file, which has to be named. */
  public OutputFile requiredFile() throws CommandException {
    return file()
        .orElseThrow(() -> new CommandException("Say where to write it: add --output FILE."));
  }
}
