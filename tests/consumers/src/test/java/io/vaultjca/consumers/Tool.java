package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Full;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Runs the tools of this JDK as separate processes in one folder. With {@code -Pfull} they start as
 * users start them, otherwise with {@link #QUICK}.
 */
public final class Tool {
  /** Without further compilation a short program needs half the processor time. */
  public static final List<String> QUICK =
      Full.RUN ? List.of() : List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /** What the log says, in two lines, if a vault is slow, as it may be on a busy machine. */
  private static final Pattern WAIT =
      Pattern.compile("(?m)^.* io\\.vaultjca\\.exchange\\.WaitLog \\w+\\R.*\\R");

  private static final long LONGEST_SECONDS = 120;

  private final Path folder;
  private final Path home;
  private final Map<String, String> environment = new HashMap<>();

  /** The tools of the JDK that runs the test. */
  public Tool(Path folder) {
    this(folder, Path.of(System.getProperty("java.home")));
  }

  /** The tools of a JDK or of a linked image. */
  public Tool(Path folder, Path home) {
    this.folder = folder;
    this.home = home;
  }

  /** Sets a variable for later processes. */
  public Tool with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /**
   * The result of a process.
   *
   * @param output standard output and standard error, without what the log says about waits
   */
  public record Outcome(List<String> command, int status, String output) {
    public Outcome succeeds() {
      assertThat(status).as("%s%n%s", String.join(" ", command), output).isZero();
      return this;
    }

    public Outcome fails() {
      assertThat(status).as("%s%n%s", String.join(" ", command), output).isNotZero();
      return this;
    }
  }

  /** Runs a tool to its end. */
  public Outcome run(String tool, String... arguments) {
    return run(tool, List.of(arguments));
  }

  /** Runs a tool to its end. */
  public Outcome run(String tool, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve(tool).toString());
    // The search for RSA primes needs the compiler that QUICK leaves out.
    boolean searchesPrimes =
        arguments.contains("-genkeypair")
            && arguments.contains("RSA")
            && !arguments.contains("-J-Dazure.keyvault.keytool-generators=true");
    if (!searchesPrimes) {
      QUICK.forEach(option -> command.add(tool.equals("java") ? option : "-J" + option));
    }
    command.addAll(arguments);
    try {
      Path output = Files.createTempFile(folder, tool, ".out");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder
          .environment()
          .keySet()
          .removeIf(
              name ->
                  name.contains("JAVA")
                      || name.matches("CLASSPATH|AZURE_.*|(?i:(HTTPS?|ALL)_PROXY)"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(command + " hangs:\n" + Files.readString(output));
      }
      return new Outcome(
          List.copyOf(command),
          process.exitValue(),
          WAIT.matcher(new String(Files.readAllBytes(output), Charset.defaultCharset()))
              .replaceAll(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
