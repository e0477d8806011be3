package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.vault.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What README.md says is so. */
class ReadmeTest {
  /** They run before this test, around it, or by the build's own script. */
  private static final List<String> OF_THE_BUILD =
      List.of(
          "git clone URL-OF-THIS-REPOSITORY vaultjca && cd vaultjca",
          "mvn -q -Pdemo verify",
          "mvn -q -DskipTests package",
          "mvn verify");

  @TempDir private Path folder;

  private static String readme() throws IOException {
    return Files.readString(Product.root().resolve("README.md"));
  }

  /** The lines after a prompt in code blocks, with their continuation lines. */
  private static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    StringBuilder open = null;
    for (String line : readme().lines().toList()) {
      if (open == null && line.startsWith("$ ")) {
        open = new StringBuilder(line.substring(2));
      } else if (open != null) {
        open.append(' ').append(line.strip());
      }
      if (open != null && open.charAt(open.length() - 1) == '\\') {
        open.setLength(open.length() - 1);
      } else if (open != null) {
        commands.add(open.toString().replaceAll("\\s+", " ").strip());
        open = null;
      }
    }
    return commands;
  }

  // The number of the provider in java.security.sample is that of Linux.
  @Test
  @EnabledOnOs(OS.LINUX)
  void itsCommandsWorkAsTheyStand() throws IOException, GeneralSecurityException {
    List<String> commands = new ArrayList<>(commands());
    assertThat(commands).containsAll(OF_THE_BUILD);
    commands.removeAll(OF_THE_BUILD);

    Files.copy(Product.jar(), folder.resolve("vaultjca.jar"));
    Files.copy(
        Product.root().resolve("java.security.sample"), folder.resolve("java.security.sample"));
    Path app = SampleJar.write(folder.resolve("app.jar"));
    try (VaultServer vault = VaultServer.start()) {
      SigningCertificates.trustStore(
          folder.resolve("trust.p12"), new SigningCertificates(vault).p256("release"));
      vault.writeProperties(folder.resolve("vault.properties"));
      int signatures = 0;
      long requested = 0;
      for (String command : commands) {
        List<String> words = List.of(command.split(" "));
        boolean signs =
            name(words.get(0)).equals("jarsigner") && words.get(words.size() - 1).equals("release");
        long before = vault.counters().requests("keys/sign");
        if (signs) {
          SampleJar.write(app);
        }
        tool(words.get(0)).run(name(words.get(0)), words.subList(1, words.size())).succeeds();
        if (signs) {
          signatures++;
          requested += vault.counters().requests("keys/sign") - before;
          assertThat(SampleJar.isSigned(app)).as(command).isTrue();
        }
      }
      assertThat(requested).isEqualTo(signatures).isEqualTo(4);
    }
  }

  private Tool tool(String program) {
    return program.startsWith("image/")
        ? new Tool(folder, folder.resolve("image"))
        : new Tool(folder);
  }

  private static String name(String program) {
    return Path.of(program).getFileName().toString();
  }

  @Test
  @ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
  void itsCodeWorksAsItStands() throws Exception {
    String source =
        Files.readString(
            Product.root()
                .resolve("tests/consumers/src/test/java/io/vaultjca/consumers/CodeExample.java"));
    String shown =
        source
            .substring(source.indexOf("// README: sign\n"), source.indexOf("    // README: end"))
            .replace("// README: sign\n", "")
            .replaceAll("(?m)^    ", "");
    assertThat(readme()).contains("```java\n" + shown + "```");
    try (var registered = Position.LAST.register();
        VaultServer vault = VaultServer.start()) {
      assertThat(registered.provider().getName()).isEqualTo("AzureKeyVault");
      new SigningCertificates(vault).p256("release");
      Path file = vault.writeProperties(folder.resolve("vault.properties"));
      Signature verifier = Signature.getInstance("SHA256withECDSA", "SunEC");
      KeyStore opened = CodeExample.open(vault.uri(), vault.caCertificate(), vault.accessToken());
      verifier.initVerify(opened.getCertificate("release"));
      verifier.update("text".getBytes(StandardCharsets.UTF_8));
      assertThat(verifier.verify(CodeExample.sign(file))).isTrue();
    }
  }

  /** The files that StandaloneTomcatTest starts Tomcat with. */
  @Test
  void itsTomcatFilesAreThoseOfTheTest() throws IOException {
    Path files = Product.root().resolve("tests/consumers/src/test/resources/tomcat");
    assertThat(readme())
        .contains("```sh\n" + Files.readString(files.resolve("bin/setenv.sh")) + "```")
        .contains(
            "```properties\n" + Files.readString(files.resolve("conf/vault.properties")) + "```");
    String shown = readme();
    shown = shown.substring(shown.indexOf("```xml\n") + 7);
    shown = shown.substring(0, shown.indexOf("```"));
    assertThat(Files.readString(files.resolve("conf/server.xml")).replaceAll("(?m)^      ", ""))
        .contains(shown);
  }

  @Test
  void itsTableOfSettingsIsComplete() throws IOException {
    StringBuilder table = new StringBuilder("| Name | Default | Meaning |\n| --- | --- | --- |\n");
    for (Setting setting : Setting.values()) {
      table
          .append("| `")
          .append(setting.key())
          .append("` | ")
          .append(setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`")
          .append(" | ")
          .append(setting.meaning())
          .append(" |\n");
    }
    assertThat(readme()).as("the table should be\n%s", table).contains(table);
  }

  @Test
  void itNamesTheEnvironmentVariablesRightly() throws IOException {
    assertThat(readme()).contains("`" + Setting.URI.environmentName() + "`");
  }
}
