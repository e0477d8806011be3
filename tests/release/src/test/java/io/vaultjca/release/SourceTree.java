package io.vaultjca.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The source tree of this build, and its version. */
final class SourceTree {
  static final Path ROOT =
      Path.of(System.getProperty("vaultjca.root")).toAbsolutePath().normalize();
  static final String VERSION = System.getProperty("vaultjca.version");

  private SourceTree() {}

  static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  /** The files below a folder, without what builds have made. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !folder.relativize(file).toString().matches("(.*/)?(target|\\.git)/.*"))
          .toList();
    }
  }

  static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      Path copy = to.resolve(from.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
  }
}
