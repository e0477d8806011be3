package io.vaultjca.command.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file to read, or standard input if its name is {@code -}. */
public final class InputFile {
  private final String name;

  /** Creates one from an argument. */
  public InputFile(String name) {
    this.name = name;
  }

  /** Opens the file; the caller closes the stream. */
  public InputStream open(Terminal terminal) throws CommandException {
    if (name.equals("-")) {
      return terminal.in();
    }
    Path file = Path.of(name);
    if (!Files.exists(file)) {
      throw new CommandException("The file %s does not exist.".formatted(file.toAbsolutePath()));
    }
    if (Files.isDirectory(file)) {
      throw new CommandException("%s is a folder: name a file.".formatted(this));
    }
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Reads the whole file, of at most this many bytes. */
  public byte[] read(Terminal terminal, int longest) throws CommandException {
    try (InputStream content = open(terminal)) {
      byte[] bytes = content.readNBytes(longest + 1);
      if (bytes.length > longest) {
        throw new CommandException(
            "%s is too long: at most %,d bytes are allowed.".formatted(this, longest));
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private CommandException unreadable(IOException e) {
    return new CommandException("%s cannot be read: %s.".formatted(this, FileFailure.reason(e)), e);
  }

  @Override
  public String toString() {
    return name.equals("-") ? "Standard input" : "The file " + name;
  }
}
