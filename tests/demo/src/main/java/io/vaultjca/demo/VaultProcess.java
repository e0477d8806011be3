package io.vaultjca.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An embedded vault in a separate process, which ends with this object or with the demo. */
final class VaultProcess implements AutoCloseable {
  private static final int LONGEST_START_SECONDS = 30;
  private static final int LONGEST_END_SECONDS = 10;
  private static final String READY = "ready ";

  private final Process process;
  private final Thread atExit;
  private final String uri;
  private final Duration startTime;

  private VaultProcess(Process process, Thread atExit, String uri, Duration startTime) {
    this.process = process;
    this.atExit = atExit;
    this.uri = uri;
    this.startTime = startTime;
  }

  /** Starts a vault and waits until it is ready. */
  static VaultProcess start(Command command, Path log)
      throws IOException, InterruptedException, StepFailed {
    long started = System.nanoTime();
    Process process = command.processBuilder().redirectError(log.toFile()).start();
    Thread atExit = new Thread(process::destroyForcibly, "stop-vault");
    Runtime.getRuntime().addShutdownHook(atExit);
    boolean ready = false;
    try {
      process.getOutputStream().close();
      BufferedReader output = process.inputReader();
      String line =
          CompletableFuture.supplyAsync(() -> readLine(output))
              .get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
      if (line == null || !line.startsWith(READY)) {
        throw new StepFailed(
            "The vault did not start: %s\n%s".formatted(line, Files.readString(log)));
      }
      ready = true;
      return new VaultProcess(
          process,
          atExit,
          line.substring(READY.length()),
          Duration.ofNanos(System.nanoTime() - started));
    } catch (TimeoutException e) {
      throw new StepFailed(
          "The vault was not ready after %s seconds".formatted(LONGEST_START_SECONDS));
    } catch (ExecutionException e) {
      throw new StepFailed("The vault's output could not be read: " + e.getCause());
    } finally {
      if (!ready) {
        process.destroyForcibly();
      }
    }
  }

  private static String readLine(BufferedReader output) {
    try {
      return output.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String uri() {
    return uri;
  }

  Duration startTime() {
    return startTime;
  }

  /** Stops the vault and waits for its end. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, LONGEST_END_SECONDS, TimeUnit.SECONDS).join();
    process.destroyForcibly();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
