package io.vaultjca.command.verb;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.OutputFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The file that a verb writes its result to: see {@link OutputFile}. */
public final class FileOptions {
  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The file to write: a new one, which only you can read.")
  private @Nullable Path output;

  @Option(names = "--force", description = "Replaces the file if it exists.")
  private boolean force;

  /** The given file, if any; checks at once that it can be written. */
  public Optional<OutputFile> file() throws CommandException {
    if (output == null) {
      return Optional.empty();
    }
    if (output.toString().equals("-")) {
      throw new CommandException(
          "To write to standard output, omit --output. For a file of this name use ./-.");
    }
    return Optional.of(OutputFile.of(output, force));
  }

  /** The given file; its absence is an error. */
  public OutputFile requiredFile() throws CommandException {
    return file()
        .orElseThrow(() -> new CommandException("Say where to write it: add --output FILE."));
  }
}
