package io.vaultjca.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the check finds what Maven Central would refuse; {@link ReleaseTest} shows what passes. */
class CentralRulesTest {
  private static final String POM =
      """
      <project>
        <groupId>com.example</groupId>
        <artifactId>a</artifactId>
        <version>1.0</version>
        <name>a</name>
        <description>An example</description>
        <url>https://example.com</url>
        <licenses><license><name>L</name><url>https://example.com/L</url></license></licenses>
        <developers>
          <developer>
            <name>D</name>
            <organization>O</organization>
            <organizationUrl>https://example.com</organizationUrl>
          </developer>
        </developers>
        <scm>
          <connection>scm:git:c</connection>
          <developerConnection>scm:git:d</developerConnection>
          <url>https://example.com/scm</url>
        </scm>
      </project>
      """;

  @TempDir private Path staging;

  private Path artifact() throws IOException {
    return Files.createDirectories(staging.resolve("com/example/a/1.0"));
  }

  private void deploy(String name, byte[] content) throws Exception {
    Path file = artifact().resolve(name);
    Files.write(file, content);
    for (String kind : List.of("MD5", "SHA-1")) {
      Files.writeString(
          artifact().resolve(name + "." + kind.replace("-", "").toLowerCase(Locale.ROOT)),
          HexFormat.of().formatHex(MessageDigest.getInstance(kind).digest(content)));
    }
  }

  private void deployJar(String name, String entry) throws Exception {
    Path jar = staging.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry(entry));
    }
    deploy(name, Files.readAllBytes(jar));
    Files.delete(jar);
  }

  private void deployAll(String pom) throws Exception {
    deploy("a-1.0.pom", pom.getBytes(StandardCharsets.UTF_8));
    deployJar("a-1.0.jar", "META-INF/LICENSE");
    deployJar("a-1.0-sources.jar", "A.java");
    deployJar("a-1.0-javadoc.jar", "index.html");
  }

  /** Without those of the signatures, which no file here has. */
  private List<String> faults() throws Exception {
    return CentralRules.faults(staging).stream()
        .filter(fault -> !fault.endsWith(": no signature"))
        .toList();
  }

  @Test
  void completeArtifactHasNoFault() throws Exception {
    deployAll(POM);
    assertThat(faults()).isEmpty();
  }

  @Test
  void eachFileNeedsASignature() throws Exception {
    deployAll(POM);
    assertThat(CentralRules.faults(staging))
        .containsExactlyInAnyOrder(
            "a-1.0.pom: no signature",
            "a-1.0.jar: no signature",
            "a-1.0-sources.jar: no signature",
            "a-1.0-javadoc.jar: no signature");
  }

  @Test
  void missingFieldsAreNamed() throws Exception {
    deployAll(
        POM.replaceAll("<(name|description)>a?(An example)?</\\1>", "")
            .replaceAll("(?s)<(licenses|scm)>.*</\\1>", ""));
    assertThat(faults())
        .containsExactly(
            "a: no name",
            "a: no description",
            "a: no licenses/license/name",
            "a: no licenses/license/url",
            "a: no scm/connection",
            "a: no scm/developerConnection",
            "a: no scm/url");
  }

  @Test
  void missingAndEmptyJarsAreNamed() throws Exception {
    deploy("a-1.0.pom", POM.getBytes(StandardCharsets.UTF_8));
    deployJar("a-1.0.jar", "META-INF/LICENSE");
    deployJar("a-1.0-sources.jar", "README");
    assertThat(faults())
        .containsExactly("a-1.0-sources.jar: without .*[.]java", "no a-1.0-javadoc.jar");
  }

  @Test
  void checksumOfAnotherFileIsFound() throws Exception {
    deployAll(POM);
    Files.writeString(artifact().resolve("a-1.0.jar.sha1"), "0".repeat(40));
    Files.delete(artifact().resolve("a-1.0.pom.md5"));
    assertThat(faults())
        .containsExactly("a-1.0.jar: its .sha1 is another file's", "a-1.0.pom: no .md5");
  }

  @Test
  void snapshotIsRefused() throws Exception {
    deployAll(POM.replace("<version>1.0</version>", "<version>1.0-SNAPSHOT</version>"));
    assertThat(faults())
        .containsExactly("a: its version is not that of its folder", "a: depends on a SNAPSHOT");
  }

  @Test
  void emptyFolderIsRefused() throws Exception {
    assertThat(faults()).containsExactly("no POM in " + staging);
  }

  @Test
  void metadataIsNotPacked(@TempDir Path folder) throws Exception {
    deployAll(POM);
    Files.writeString(staging.resolve("com/example/a/maven-metadata.xml"), "<metadata/>");
    Path bundle = folder.resolve("bundle.zip");
    CentralRules.pack(staging, bundle);
    try (ZipFile zip = new ZipFile(bundle.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .hasSize(12)
          .allMatch(name -> name.startsWith("com/example/a/1.0/a-1.0"));
    }
  }
}
