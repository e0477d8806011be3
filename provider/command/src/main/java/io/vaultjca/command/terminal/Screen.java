package io.vaultjca.command.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What standard output, or standard input, is connected to. */
enum Screen {
  /** A terminal: a person sees what is printed or typed. */
  SEEN,
  /** A pipe to another program. */
  PIPED,
  /** A file, a device or, in tests, a buffer. */
  UNSEEN,
  /** Not known: only on Linux does Java tell standard output from standard input. */
  UNKNOWN;

  private static final Path INPUT_ON_LINUX = Path.of("/proc/self/fd/0");
  private static final Path OUTPUT_ON_LINUX = Path.of("/proc/self/fd/1");

  /** Standard output of this process, if it has no console. */
  static Screen withoutConsole() {
    return at(OUTPUT_ON_LINUX);
  }

  /** Standard input of this process, if it has no console: then a terminal echoes what is typed. */
  static Screen ofTyping() {
    return at(INPUT_ON_LINUX);
  }

  private static Screen at(Path stream) {
    if (!Files.exists(stream, LinkOption.NOFOLLOW_LINKS)) {
      return UNKNOWN;
    }
    try {
      String device = Files.readSymbolicLink(stream).toString();
      if (device.startsWith("pipe:")) {
        return PIPED;
      }
      return device.matches("/dev/(pts/|tty|console).*") ? SEEN : UNSEEN;
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}
