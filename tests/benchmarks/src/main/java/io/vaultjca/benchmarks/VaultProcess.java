package io.vaultjca.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An embedded vault in a separate process, which ends with this object or this JVM. */
final class VaultProcess implements AutoCloseable {
  private static final int LONGEST_END_SECONDS = 10;

  private final Process process;
  private final Thread atExit;
  private final Path folder;
  private final VaultAccess access;

  private VaultProcess(Process process, Thread atExit, Path folder) throws IOException {
    this.process = process;
    this.atExit = atExit;
    this.folder = folder;
    this.access = VaultAccess.in(folder);
  }

  /**
   * Starts a vault and waits until it is ready.
   *
   * @param jar the self-contained jar of the embedded vault
   */
  static VaultProcess start(Path jar) throws IOException {
    return start(jar, List.of());
  }

  /** The same with further options. */
  static VaultProcess start(Path jar, List<String> options) throws IOException {
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing: build tests/embedded-vault first");
    }
    Path folder = Files.createTempDirectory("vaultjca-benchmark");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                jar.toString(),
                "--port",
                "0",
                "--properties",
                folder.resolve(VaultAccess.KEY_STORE_FILE).toString(),
                "--control-properties",
                folder.resolve(VaultAccess.CONTROL_FILE).toString()));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Thread atExit = new Thread(process::destroyForcibly, "stop-vault");
    Runtime.getRuntime().addShutdownHook(atExit);
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    if (line == null || !line.startsWith("ready ")) {
      process.destroyForcibly();
      throw new IllegalStateException("The vault did not start: " + line);
    }
    Files.writeString(folder.resolve(VaultAccess.PID_FILE), Long.toString(process.pid()));
    return new VaultProcess(process, atExit, folder);
  }

  VaultAccess access() {
    return access;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    try {
      files.forEach(VaultProcess::delete);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
