package io.vaultjca.command.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file to read, or standard input, which is called {@code -}. */
public final class InputFile {
  private final String name;

  /** Takes a name from the command line. */
  public InputFile(String name) {
    this.name = name;
  }

  /** Opens it; the caller closes it. */
  public InputStream open(Terminal terminal) throws CommandException {
    if (name.equals("-")) {
      return terminal.in();
    }
    Path file = Path.of(name);
    if (!Files.exists(file)) {
      throw new CommandException("The file %s does not exist.".formatted(file.toAbsolutePath()));
    }
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Reads all of it, which must not be longer than so many bytes. */
  public byte[] read(Terminal terminal, int longest) throws CommandException {
    try (InputStream content = open(terminal)) {
      byte[] bytes = content.readNBytes(longest + 1);
      if (bytes.length > longest) {
        throw new CommandException(
            "%s is too long: it may have %,d bytes at most.".formatted(this, longest));
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private CommandException unreadable(IOException e) {
    return new CommandException("%s cannot be read: %s.".formatted(this, e), e);
  }

  @Override
  public String toString() {
    return name.equals("-") ? "Standard input" : "The file " + name;
  }
}
