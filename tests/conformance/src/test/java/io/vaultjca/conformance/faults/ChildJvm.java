package io.vaultjca.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM of its own, for what concerns a whole process; it has ended when it is told of. */
public final class ChildJvm {
  private final Path folder;
  private final List<String> options = new ArrayList<>();
  private boolean sharesClasses;
  private String logged = "";

  public ChildJvm(Path folder) {
    this.folder = folder;
  }

  public ChildJvm option(String option) {
    options.add(option);
    return this;
  }

  /** Has the classes ready that the first of these programs loaded, which is much of its time. */
  public ChildJvm sharingClasses() {
    sharesClasses = true;
    return this;
  }

  /** Runs a program and returns the lines that it prints. */
  public List<String> run(Class<?> program, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    boolean archives = sharesClasses && Shared.WRITING.compareAndSet(false, true);
    if (sharesClasses) {
      // Without the log: the JVM would write to it where the archive does not fit.
      command.add("-Xlog:disable");
      if (archives) {
        command.add("-XX:ArchiveClassesAtExit=" + Shared.ARCHIVE);
      } else if (Shared.written) {
        command.add("-XX:SharedArchiveFile=" + Shared.ARCHIVE);
      }
    }
    command.addAll(options);
    String classPath = sharesClasses ? Shared.CLASS_PATH : System.getProperty("java.class.path");
    command.addAll(List.of("-cp", classPath, program.getName()));
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
    if (archives) {
      Shared.written = Files.exists(Shared.ARCHIVE);
    }
    return output.lines().toList();
  }

  /** What the last program wrote to its error output. */
  public String log() {
    return logged;
  }

  /** An archive of classes; it is made by the first program, and used by those that begin later. */
  private static final class Shared {
    private static final Path FOLDER = folder();
    static final Path ARCHIVE = file("classes.jsa");
    static final AtomicBoolean WRITING = new AtomicBoolean();
    static volatile boolean written;

    /** Jars alone: there is no archive of the classes of a folder. */
    static final String CLASS_PATH =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(Files::exists)
            .map(entry -> Files.isDirectory(entry) ? jar(entry) : entry)
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));

    private static Path folder() {
      try {
        Path folder = Files.createTempDirectory("child-jvm");
        folder.toFile().deleteOnExit();
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Path file(String name) {
      Path file = FOLDER.resolve(name);
      file.toFile().deleteOnExit();
      return file;
    }

    private static Path jar(Path classes) {
      Path jar = file(Integer.toHexString(classes.hashCode()) + ".jar");
      ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
      int status =
          tool.run(
              System.out,
              System.err,
              "--create",
              "--no-compress",
              "--file=" + jar,
              "-C",
              classes.toString(),
              ".");
      assertThat(status).isZero();
      return jar;
    }
  }
}
