package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of README.md and docs like a reader, in one folder, page after page. */
class DocumentedCommandsTest {
  /** The pages whose commands this test runs, in this order. */
  static final List<String> PAGES =
      List.of(
          "README.md",
          "docs/command.md",
          "docs/keytool.md",
          "docs/migration.md",
          "docs/registration.md",
          "docs/startup.md",
          "docs/testing.md",
          "docs/troubleshooting.md");

  /** Commands that run before this test, around it, or in the build's script. */
  private static final List<String> OF_THE_BUILD =
      List.of(
          "git clone URL-OF-THIS-REPOSITORY vaultjca && cd vaultjca",
          "mvn -q -Pdemo verify",
          "mvn -q -DskipTests package",
          "cp provider/target/vaultjca.jar .",
          "mvn -q verify");

  /** EmbeddedVaultJarTest runs it; this test counts requests of a vault in its own JVM. */
  private static final String VAULT =
      """
      java -jar tests/embedded-vault/target/embedded-vault.jar --port 0 \
      --properties vault.properties --seed seed.json""";

  /** Commands whose work StandaloneTomcat does, with the same files. */
  private static final List<String> OF_TOMCAT =
      List.of(
          "cp vaultjca.jar \"$CATALINA_HOME/bin/vaultjca.jar\"",
          "cp java.security.sample \"$CATALINA_HOME/conf/java.security\"",
          "cp vault.properties \"$CATALINA_HOME/conf/vault.properties\"",
          "\"$CATALINA_HOME/bin/catalina.sh\" run",
          "curl -k https://localhost:8443/");

  /** A credential that only the reader has. */
  private static final String CREDENTIAL =
      """
      -J-Dazure.keyvault.tenant-id=TENANT -J-Dazure.keyvault.client-id=CLIENT \
      -J-Dazure.keyvault.client-secret=SECRET""";

  private static final Pattern PROGRAM = Pattern.compile("public final class (\\w+)");

  @TempDir private Path folder;

  /** By page, the commands that {@link #everyCommandWorksAsDocumented} runs. */
  private static Map<String, List<String>> commands() {
    Map<String, List<String>> commands = new TreeMap<>();
    for (String page : PAGES) {
      commands.put(page, new ArrayList<>(Document.of(page).commands()));
    }
    assertThat(commands.get("README.md")).containsAll(OF_THE_BUILD).containsAll(OF_TOMCAT);
    assertThat(commands.get("README.md")).contains(VAULT);
    assertThat(commands.get("docs/testing.md")).containsExactly(VAULT);
    commands.get("README.md").removeAll(OF_THE_BUILD);
    commands.get("README.md").removeAll(OF_TOMCAT);
    commands.values().forEach(ofPage -> ofPage.remove(VAULT));
    return commands;
  }

  @Test
  void thisTestCanRunEveryCommand() {
    Map<String, List<String>> commands = commands();
    assertThat(commands.values().stream().flatMap(List::stream))
        .hasSize(21)
        .allMatch(command -> command.matches("(image/bin/)?(java|jarsigner|jlink|keytool) .*"));
    assertThat(commands.get("docs/migration.md").get(0)).contains(CREDENTIAL);
  }

  // java.security.sample has the provider's number on Linux.
  @Full
  @Test
  @EnabledOnOs(OS.LINUX)
  void everyCommandWorksAsDocumented() throws IOException, GeneralSecurityException {
    Document readme = Document.of("README.md");
    Files.copy(Product.jar(), folder.resolve("vaultjca.jar"));
    for (String sample : List.of("java.security.sample", "logging.properties.sample")) {
      Files.copy(Product.root().resolve(sample), folder.resolve(sample));
    }
    for (String code : readme.blocks("java")) {
      var program = PROGRAM.matcher(code);
      assertThat(program.find()).isTrue();
      Files.writeString(folder.resolve(program.group(1) + ".java"), code);
    }
    try (VaultServer vault = VaultServer.start()) {
      vault.seed(readme.blocks("json").get(0));
      vault.writeProperties(folder.resolve("vault.properties"));
      Map<String, List<String>> commands = commands();
      int signed = 0;
      for (String page : PAGES) {
        for (String command : commands.get(page)) {
          signed += run(command, vault) ? 1 : 0;
        }
      }
      assertThat(signed).isEqualTo(8);
    }
    assertThat(created()).contains("vault.properties", "trust.p12", "image").isSubsetOf(ignored());
  }

  /** The files that the reader and the commands create in a clone, without Tool's .out files. */
  private List<String> created() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".out") && !name.endsWith(".sample"))
          .toList();
    }
  }

  private static List<String> ignored() throws IOException {
    return Files.readAllLines(Product.root().resolve(".gitignore")).stream()
        .map(line -> line.replace("/", ""))
        .toList();
  }

  /** Runs a command; returns whether it has signed a JAR, which must take one request. */
  private boolean run(String command, VaultServer vault)
      throws IOException, GeneralSecurityException {
    List<String> words = words(command, vault);
    String program = Path.of(words.get(0)).getFileName().toString();
    boolean signs = program.equals("jarsigner") && words.contains("release");
    Path signed = folder.resolve(words.contains("-signedjar") ? "signed.jar" : "app.jar");
    if (signs) {
      SampleJar.write(folder.resolve("app.jar"));
      Files.deleteIfExists(folder.resolve("signed.jar"));
    }
    long before = vault.counters().requests("keys/sign");
    String output =
        tool(words.get(0)).run(program, words.subList(1, words.size())).succeeds().output();
    assertThat(output.contains(" FINE Vault https://"))
        .as(command)
        .isEqualTo(command.contains("logging.properties.sample"));
    if (words.get(words.size() - 1).matches("Sign\\w*\\.java")) {
      assertThat(output).isEqualToIgnoringNewLines("verified: true");
    }
    if (signs) {
      assertThat(SampleJar.isSigned(signed)).as(command).isTrue();
      assertThat(vault.counters().requests("keys/sign") - before).as(command).isEqualTo(1);
    }
    return signs;
  }

  /** The words of a command as a shell splits them, with this vault in place of the reader's. */
  private List<String> words(String command, VaultServer vault) throws IOException {
    String settings =
        Files.readAllLines(folder.resolve("vault.properties")).stream()
            .filter(line -> !line.contains("vault.uri="))
            .map(line -> "-J-D" + line)
            .reduce((one, other) -> one + " " + other)
            .orElseThrow();
    return Arrays.stream(
            command
                .replace(CREDENTIAL, settings)
                .replace("https://NAME.vault.azure.net", vault.uri().toString())
                .split(" ", -1))
        .map(word -> word.replace("\"\"", ""))
        .toList();
  }

  private Tool tool(String program) {
    return program.startsWith("image/")
        ? new Tool(folder, folder.resolve("image"))
        : new Tool(folder);
  }
}
