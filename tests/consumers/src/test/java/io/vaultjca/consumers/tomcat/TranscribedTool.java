package io.vaultjca.consumers.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code curl} and {@code openssl} as in a terminal, and records the commands and their
 * output.
 */
final class TranscribedTool {
  private static final long LONGEST_SECONDS = 60;

  private final Path folder;
  private final Path transcript;

  /**
   * Begins a transcript.
   *
   * @param folder where the tools run
   * @param transcript the file to write
   */
  TranscribedTool(Path folder, Path transcript) throws IOException {
    this.folder = folder;
    this.transcript = transcript;
    Files.createDirectories(transcript.getParent());
    Files.deleteIfExists(transcript);
  }

  /** Aborts the test, which is then reported as skipped, if the tool is not installed. */
  static void assumeInstalled(String tool) {
    boolean found =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
    assumeTrue(found, () -> tool + " is not installed: this check needs it on the PATH");
  }

  /** Runs a shell command, which must succeed, and returns its output. */
  String run(String command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "tool", ".out");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(?i)(HTTPS?|ALL)_PROXY"));
    Process process = builder.start();
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(command + " hangs");
    }
    String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    append("$ " + command + "\n" + text + "\n");
    assertThat(process.exitValue()).as("%s%n%s", command, text).isZero();
    return text;
  }

  private void append(String text) throws IOException {
    Files.writeString(transcript, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
