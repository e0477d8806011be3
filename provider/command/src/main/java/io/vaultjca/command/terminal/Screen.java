package io.vaultjca.command.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Whether what is printed to standard output is seen at once. */
enum Screen {
  SEEN,
  UNSEEN,
  /** Java tells no system but Linux of standard output alone. */
  UNKNOWN;

  private static final Path OUTPUT_ON_LINUX = Path.of("/proc/self/fd/1");

  /**
   * That of this process, in which there is no console: then one of standard input and output, at
   * least, is not a terminal.
   */
  static Screen withoutConsole() {
    if (!Files.exists(OUTPUT_ON_LINUX, LinkOption.NOFOLLOW_LINKS)) {
      return UNKNOWN;
    }
    try {
      String device = Files.readSymbolicLink(OUTPUT_ON_LINUX).toString();
      return device.matches("/dev/(pts/|tty|console).*") ? SEEN : UNSEEN;
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}
