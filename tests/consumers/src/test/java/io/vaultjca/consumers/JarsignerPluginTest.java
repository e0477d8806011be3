package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.embedded.VaultServer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Maven signs a JAR with a key of the vault, by its plugin for jarsigner. */
class JarsignerPluginTest {
  private static final long LONGEST_BUILD_MINUTES = 10;

  @TempDir private Path folder;

  @Full
  @Test
  @EnabledOnOs(OS.LINUX)
  void signsAsItsConfigurationSays() throws Exception {
    try (VaultServer vault = VaultServer.start();
        InputStream pom = getClass().getResourceAsStream("/jarsigner-plugin/pom.xml")) {
      new SigningCertificates(vault).p256("release");
      vault.writeProperties(folder.resolve("vault.properties"));
      Files.copy(pom, folder.resolve("pom.xml"));
      Files.copy(Product.jar(), folder.resolve("vaultjca.jar"));
      Path app = SampleJar.write(folder.resolve("app.jar"));
      long before = vault.counters().requests("keys/sign");
      run(
          "org.apache.maven.plugins:maven-jarsigner-plugin:%s:sign"
              .formatted(System.getProperty("vaultjca.jarsigner-plugin")),
          "-Djarsigner.archive=" + app);
      assertThat(SampleJar.isSigned(app)).isTrue();
      assertThat(vault.counters().requests("keys/sign") - before).isEqualTo(1);
    }
  }

  private void run(String goal, String option) throws Exception {
    List<String> command = new ArrayList<>(List.of("mvn", "-q", "-B", goal, option));
    String repository = System.getProperty("localRepository");
    if (repository != null) {
      command.add("-Dmaven.repo.local=" + repository);
    }
    Path log = folder.resolve("maven.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
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
