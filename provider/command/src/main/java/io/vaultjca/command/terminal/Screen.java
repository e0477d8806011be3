package io.vaultjca.command.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Whether what is printed to standard output, or typed for standard input, is seen at once. */
enum Screen {
  SEEN,
  UNSEEN,
  /** Java tells no system but Linux of standard output alone. */
  UNKNOWN;

  private static final Path INPUT_ON_LINUX = Path.of("/proc/self/fd/0");
  private static final Path OUTPUT_ON_LINUX = Path.of("/proc/self/fd/1");

  /**
   * That of this process, in which there is no console: then one of standard input and output, at
   * least, is not a terminal.
   */
  static Screen withoutConsole() {
    return at(OUTPUT_ON_LINUX);
  }

  /** Whether what is typed for standard input of this process is seen: without a console it is. */
  static Screen ofTyping() {
    return at(INPUT_ON_LINUX);
  }

  private static Screen at(Path stream) {
    if (!Files.exists(stream, LinkOption.NOFOLLOW_LINKS)) {
      return UNKNOWN;
    }
    try {
      String device = Files.readSymbolicLink(stream).toString();
      return device.matches("/dev/(pts/|tty|console).*") ? SEEN : UNSEEN;
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}
