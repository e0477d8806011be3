package io.vaultjca.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.embedded.VaultServer;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A release by the commands of docs/release.md, signed with a key made for it, into a repository
 * that is empty; and {@code src/test/user}, projects that use what was installed there. In a copy
 * of the sources, and with the JDK that releases are built with.
 */
@Full
@EnabledOnOs(OS.LINUX)
@EnabledForJreRange(max = JRE.JAVA_21)
class ReleaseTest {
  private static final long LONGEST_BUILD_MINUTES = 15;
  private static final int MOST_SHOWN = 4000;
  private static final Pattern COMMAND =
      Pattern.compile("<!-- run by ReleaseTest -->\\s*```console\\s*\\$ ([^\n]+)\n");
  private static final List<String> JARS =
      List.of(
          "vaultjca",
          "vaultjca-command",
          "vaultjca-embedded-vault",
          "vaultjca-keystore",
          "vaultjca-provider",
          "vaultjca-spring-boot-starter");
  private static final String SEED =
      "{\"certificates\": [{\"name\": \"release\", \"kty\": \"EC\"}]}";

  @TempDir private static Path folder;

  @BeforeAll
  static void release() throws Exception {
    SourceTree.copy(SourceTree.ROOT, tree());
    // The machine's repository comes first, so that nothing is downloaded again.
    Files.writeString(
        folder.resolve("settings.xml"),
        """
        <settings>
          <localRepository>%s</localRepository>
          <profiles>
            <profile>
              <id>machine</id>
              <repositories>
                <repository>
                  <id>machine</id>
                  <url>%2$s</url>
                  <releases><checksumPolicy>ignore</checksumPolicy></releases>
                </repository>
              </repositories>
              <pluginRepositories>
                <pluginRepository>
                  <id>machine</id>
                  <url>%2$s</url>
                  <releases><checksumPolicy>ignore</checksumPolicy></releases>
                </pluginRepository>
              </pluginRepositories>
            </profile>
          </profiles>
          <activeProfiles>
            <activeProfile>machine</activeProfile>
          </activeProfiles>
        </settings>
        """
            .formatted(
                folder.resolve("repository"),
                Path.of(System.getProperty("localRepository")).toUri()));
    Files.createDirectory(
        home(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    run(
        folder,
        "gpg --batch --passphrase '' --quick-generate-key test@vaultjca.example rsa sign never");
    // The checks and the tests are another build's business.
    run(
        tree(),
        maven(
            commands().get(0)
                + " -Dmaven.test.skip=true -Dspotless.check.skip=true -Dmain.javac=-Werror"));
  }

  @AfterAll
  static void endAgent() throws Exception {
    run(folder, "gpgconf --kill all");
  }

  private static Path tree() {
    return folder.resolve("tree");
  }

  private static Path home() {
    return folder.resolve("gnupg");
  }

  private static List<String> commands() throws IOException {
    List<String> commands =
        COMMAND
            .matcher(SourceTree.read("docs/release.md"))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(commands).hasSize(2);
    return commands;
  }

  private static String maven(String command) {
    return command + " --batch-mode --settings " + folder.resolve("settings.xml");
  }

  /** Of an installed artifact or a deployed one, without what belongs to a file. */
  private static List<String> files(Path repository) throws IOException {
    Path ours = repository.resolve("io/vaultjca");
    try (Stream<Path> all = Files.walk(ours)) {
      return all.filter(Files::isRegularFile)
          .map(file -> ours.relativize(file).toString())
          .filter(
              file ->
                  !file.matches(
                      ".*(maven-metadata.*|_remote.repositories|resolver-status.properties|\\.(asc|md5|sha1))"))
          .sorted()
          .toList();
    }
  }

  @Test
  void whatUsersNeedIsInstalledAndNothingElse() throws IOException {
    List<String> expected = new ArrayList<>();
    for (String artifact : JARS) {
      for (String end : List.of("-javadoc.jar", "-sources.jar", ".jar", ".pom")) {
        expected.add(file(artifact, end));
      }
    }
    expected.add(file("vaultjca-embedded-vault", "-self-contained.jar"));
    expected.add(file("vaultjca-bom", ".pom"));
    expected.add(file("vaultjca-parent", ".pom"));
    assertThat(files(folder.resolve("repository"))).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(files(tree().resolve("target/staging")))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static String file(String artifact, String end) {
    return "%s/%s/%1$s-%2$s%s".formatted(artifact, SourceTree.VERSION, end);
  }

  @Test
  void stagedArtifactsComplyWithTheRulesOfCentral() throws Exception {
    run(tree(), commands().get(1));
    assertThat(tree().resolve("target/bundle.zip")).isNotEmptyFile();
  }

  @Test
  void selfContainedJarIsThatOfThisBuild() throws IOException {
    // But for the commit, which a copy of the sources does not have; the SBOM has digests of our
    // jars.
    assertThat(entries(tree())).hasSizeGreaterThan(1000).isEqualTo(entries(SourceTree.ROOT));
  }

  private static List<String> entries(Path root) throws IOException {
    try (ZipFile jar = new ZipFile(root.resolve("provider/target/vaultjca.jar").toFile())) {
      return jar.stream()
          .filter(
              entry ->
                  !entry
                      .getName()
                      .matches(".*/(MANIFEST\\.MF|build\\.properties|vaultjca\\.cdx\\.json)"))
          .map(entry -> "%s %08x".formatted(entry.getName(), entry.getCrc()))
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"thin, vaultjca-provider", "self-contained, vaultjca"})
  void userProjectIsBuiltAndSigns(String project, String artifact) throws Exception {
    Path user = folder.resolve(project);
    SourceTree.copy(Path.of("src/test/user/shared"), user);
    SourceTree.copy(Path.of("src/test/user").resolve(project), user);
    Path pom = user.resolve("pom.xml");
    Files.writeString(
        pom,
        Files.readString(pom)
            .replaceAll(
                "(?<before><artifactId>vaultjca[a-z-]*</artifactId>\\s*<version>)[^<]+",
                "${before}" + SourceTree.VERSION));
    run(user, maven("mvn -q package"));
    try (Stream<Path> libraries = Files.list(user.resolve("target/lib"))) {
      List<String> names = libraries.map(file -> file.getFileName().toString()).toList();
      assertThat(names)
          .contains("%s-%s.jar".formatted(artifact, SourceTree.VERSION))
          .noneMatch(name -> name.matches("(junit|assertj|vaultjca-(embedded|command)).*"));
      if (artifact.equals("vaultjca")) {
        assertThat(names).hasSize(1);
      }
    }
    signs(
        user,
        "-cp target/sign.jar%starget/lib/* com.example.sign.Sign".formatted(File.pathSeparator));
    signs(
        user,
        "-p target/sign.jar%starget/lib -m com.example.sign/com.example.sign.Sign"
            .formatted(File.pathSeparator));
  }

  private static void signs(Path user, String program) throws Exception {
    byte[] document = {1, 2, 3};
    Files.write(user.resolve("document"), document);
    try (VaultServer vault = VaultServer.start()) {
      vault.seed(SEED);
      vault.writeProperties(user.resolve("vault.properties"));
      String output =
          run(
              user,
              "'%s' %s vault.properties release document signature"
                  .formatted(Path.of(System.getProperty("java.home"), "bin/java"), program));
      assertThat(output).contains("signed by " + SourceTree.VERSION);
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      KeyStore keys = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
      try (InputStream file = Files.newInputStream(user.resolve("vault.properties"))) {
        keys.load(file, null);
      }
      verifier.initVerify(keys.getCertificate("release"));
      verifier.update(document);
      assertThat(verifier.verify(Files.readAllBytes(user.resolve("signature")))).isTrue();
    }
  }

  private static String run(Path where, String command) throws Exception {
    Path log = Files.createTempFile(folder, "run", ".log");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", command)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("GNUPGHOME", home().toString());
    builder.environment().keySet().removeIf(name -> name.matches("MAVEN_(?!OPTS).*"));
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(LONGEST_BUILD_MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    String output = Files.readString(log);
    assertThat(process.exitValue())
        .as(command + "\n" + output.substring(Math.max(0, output.length() - MOST_SHOWN)))
        .isZero();
    return output;
  }
}
