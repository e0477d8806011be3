package io.vaultjca.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That everything names the version of the POM, and each jar the commit that it was built from. */
class VersionsTest {
  private static final Pattern RELEASE =
      Pattern.compile("(?m)^## \\[(\\d+\\.\\d+\\.\\d+)] - \\d{4}-");

  /** The newest release in CHANGELOG.md. */
  static String lastRelease() throws IOException {
    return RELEASE
        .matcher(SourceTree.read("CHANGELOG.md"))
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyPomHasTheVersionOfItsParent() throws IOException {
    List<Path> poms =
        SourceTree.files(SourceTree.ROOT).stream()
            .filter(file -> file.endsWith("pom.xml"))
            .filter(file -> !file.toString().contains("/src/"))
            .toList();
    assertThat(poms).hasSizeGreaterThan(10);
    for (Path pom : poms) {
      String text = Files.readString(pom);
      MatchResult first =
          Pattern.compile("<version>([^<]+)</version>")
              .matcher(text)
              .results()
              .findFirst()
              .orElseThrow();
      assertThat(first.group(1)).as(pom.toString()).isEqualTo(SourceTree.VERSION);
    }
  }

  @Test
  void releaseIsInTheChangelog() throws IOException {
    if (SourceTree.VERSION.endsWith("-SNAPSHOT")) {
      assertThat(Version.parse(lastRelease())).isLessThan(Version.parse(SourceTree.VERSION));
    } else {
      assertThat(lastRelease()).isEqualTo(SourceTree.VERSION);
    }
  }

  @Test
  void providerHasIt() {
    AzureKeyVaultProvider provider = new AzureKeyVaultProvider();
    assertThat(provider.getVersionStr()).isEqualTo(SourceTree.VERSION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keystore/target/vaultjca-keystore-%s.jar",
        "provider/target/vaultjca-provider-%s.jar",
        "provider/command/target/vaultjca-command-%s.jar",
        "provider/self-contained/target/vaultjca-%s.jar",
        "provider/spring-boot-starter/target/vaultjca-spring-boot-starter-%s.jar",
        "tests/embedded-vault/target/vaultjca-embedded-vault-%s.jar",
        "tests/embedded-vault/target/embedded-vault.jar"
      })
  void manifestHasItAndTheCommit(String jar) throws Exception {
    try (JarFile file =
        new JarFile(SourceTree.ROOT.resolve(jar.formatted(SourceTree.VERSION)).toFile())) {
      Attributes manifest = file.getManifest().getMainAttributes();
      assertThat(manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
          .isEqualTo(SourceTree.VERSION);
      assertThat(manifest.getValue("Implementation-Build")).isEqualTo(commit());
    }
  }

  @Test
  void commandPrintsIt() throws Exception {
    assertThat(
            output(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                SourceTree.ROOT.resolve("provider/target/vaultjca.jar").toString(),
                "--version"))
        .startsWith("vaultjca %s (commit %s)".formatted(SourceTree.VERSION, commit()));
  }

  /** As Git says; where the sources are not in Git, "unknown". */
  private static String commit() throws Exception {
    if (!Files.exists(SourceTree.ROOT.resolve(".git"))) {
      return "unknown";
    }
    return output("git", "-C", SourceTree.ROOT.toString(), "rev-parse", "HEAD").substring(0, 7);
  }

  private static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
