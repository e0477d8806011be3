package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs Maven with this JDK as a separate process. */
final class Maven {
  private static final long LONGEST_BUILD_MINUTES = 10;

  private Maven() {}

  /**
   * Runs a command to its successful end, with the repository of this build.
   *
   * @param command a line for the shell
   */
  static void run(Path folder, String command) throws Exception {
    String repository = System.getProperty("localRepository");
    Path log = folder.resolve("maven.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                "sh",
                "-c",
                repository == null ? command : command + " -Dmaven.repo.local=" + repository)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeIf(name -> name.matches("MAVEN_(?!OPTS).*"));
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(LONGEST_BUILD_MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }
}
