package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** README.md is short and correct; {@link DocumentedCommandsTest} runs its commands. */
class ReadmeTest {
  private static final int MOST_WORDS = 1600;
  private static final Pattern PROGRAM = Pattern.compile("public final class (\\w+)");
  private static final String RESULT =
      "System.out.println(\"verified: \" + verifier.verify(signature));";

  private static final Document README = Document.of("README.md");

  @TempDir private Path folder;

  @Test
  void isShort() {
    assertThat(README.text().strip().split("\\s+")).hasSizeLessThanOrEqualTo(MOST_WORDS);
  }

  @Test
  @ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
  void itsProgramsCompileSignAndVerify() throws Exception {
    List<String> programs = README.blocks("java");
    assertThat(programs).hasSize(2);
    try (var registered = Position.LAST.register();
        VaultServer vault = VaultServer.start()) {
      assertThat(registered.provider().getName()).isEqualTo("AzureKeyVault");
      vault.seed(README.blocks("json").get(0));
      Path file = vault.writeProperties(folder.resolve("vault.properties"));
      for (String program : programs) {
        run(program, file);
      }
      assertThat(vault.counters().requests("keys/sign")).isEqualTo(2);
    }
  }

  /** Compiles and runs a program that reads this file; it must verify a signature. */
  private void run(String program, Path file) throws Exception {
    assertThat(program).contains("\"vault.properties\"", RESULT);
    Matcher name = PROGRAM.matcher(program);
    assertThat(name.find()).isTrue();
    Path source = folder.resolve(name.group(1) + ".java");
    Files.writeString(
        source,
        program
            .replace("\"vault.properties\"", "\"" + file.toString().replace("\\", "\\\\") + "\"")
            .replace(RESULT, "if (!verifier.verify(signature)) { throw new AssertionError(); }"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Xlint:all,-classfile",
                "-Werror",
                "-cp",
                Product.jar().toString(),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(status).isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      loader
          .loadClass(name.group(1))
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    }
  }

  /** Its excerpts of Tomcat's files are in the files with which the tests start Tomcat. */
  @Test
  void itsTomcatFilesArePartsOfTheTests() throws IOException {
    Path files = Product.root().resolve("tests/consumers/src/test/resources/tomcat");
    List<String> setenv = Files.readAllLines(files.resolve("bin/setenv.sh"));
    assertThat(README.blocks("sh")).hasSize(1);
    assertThat(README.blocks("sh").get(0).lines().toList())
        .containsExactlyElementsOf(
            setenv.stream().filter(line -> !line.isEmpty() && !line.startsWith("#")).toList());

    String connector =
        Files.readString(files.resolve("conf/server.xml"))
            .replaceAll("(?s)\\A.*?(?=\n *<Connector)|(?<=</Connector>\n).*\\z", "")
            .replaceAll("(?s)\n\n *<!-- A second host name.*?</SSLHostConfig>", "")
            .replaceAll("(?s)\n *<!--.*?-->", "")
            .replaceAll("(?s)\n *<Certificate type=\"RSA\".*?/>", "")
            .replace("${https.port:-8443}", "8443")
            .replace("web-ec", "web")
            .replaceAll("(?m)^ {4}|^\n", "");
    assertThat(README.blocks("xml")).contains(connector);
  }
}
