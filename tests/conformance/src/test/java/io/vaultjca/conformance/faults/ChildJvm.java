package io.vaultjca.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs in a child JVM, for behaviour that concerns a whole process. */
public final class ChildJvm {
  private final Path folder;
  private final List<String> options = new ArrayList<>();
  private String logged = "";

  public ChildJvm(Path folder) {
    this.folder = folder;
  }

  public ChildJvm option(String option) {
    options.add(option);
    return this;
  }

  /** Runs a program to its end and returns the lines that it prints; a failure fails the test. */
  public List<String> run(Class<?> program, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(folder, "child", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(
            name -> name.toLowerCase(Locale.ROOT).contains("proxy") || name.startsWith("AZURE"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    logged = Files.readString(log);
    assertThat(process.exitValue()).as(output + logged).isZero();
    return output.lines().toList();
  }

  /** The error output of the last program. */
  public String log() {
    return logged;
  }
}
