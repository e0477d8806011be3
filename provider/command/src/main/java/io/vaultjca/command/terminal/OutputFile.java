package io.vaultjca.command.terminal;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A file to write, which only its owner can read. It is written completely or not at all, and
 * replaces an existing file only with {@code --force}.
 */
public final class OutputFile {
  private final Path file;
  private final boolean force;

  private OutputFile(Path file, boolean force) {
    this.file = file.toAbsolutePath();
    this.force = force;
  }

  /** Checks that the file can be written, before the vault receives any request. */
  public static OutputFile of(Path file, boolean force) throws CommandException {
    OutputFile output = new OutputFile(file, force);
    // Only a regular file is replaced: otherwise --force would replace /dev/null.
    if (exists(output.file) && !(force && isFile(output.file))) {
      throw output.exists();
    }
    Path folder = output.file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new CommandException("The folder of %s does not exist.".formatted(output.file));
    }
    return output;
  }

  /** Writes the file. */
  public void write(byte[] content) throws CommandException {
    @Nullable Path written = null;
    try {
      written = Files.createTempFile(file.getParent(), ".vaultjca", ".part", forTheOwner());
      Files.write(written, content);
      if (force) {
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.move(written, file);
      }
    } catch (FileAlreadyExistsException e) {
      discard(written);
      throw exists();
    } catch (IOException e) {
      discard(written);
      throw new CommandException(
          "%s cannot be written: %s.".formatted(file, FileFailure.reason(e)), e);
    }
  }

  public Path path() {
    return file;
  }

  private CommandException exists() {
    if (Files.isDirectory(file)) {
      return new CommandException("%s is a folder: name a file.".formatted(file));
    }
    return new CommandException(
        exists(file) && !isFile(file)
            ? "%s is a link, a device, a pipe or a socket: name a file.".formatted(file)
            : "The file %s exists, and nothing was written. Name another one, or add --force."
                .formatted(file));
  }

  private static boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isFile(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static FileAttribute<?>[] forTheOwner() {
    // On other systems a temporary file inherits the access list of its folder.
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static void discard(@Nullable Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // The failure that led here is the one to report.
        return;
      }
    }
  }
}
