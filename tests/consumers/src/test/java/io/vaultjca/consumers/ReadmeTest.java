package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.Setting;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What README.md and the recipes of docs/consumers.md say is so. */
class ReadmeTest {
  /** They run before this test, around it, or by the build's own script. */
  private static final List<String> OF_THE_BUILD =
      List.of(
          "git clone URL-OF-THIS-REPOSITORY vaultjca && cd vaultjca",
          "mvn -q -Pdemo verify",
          "mvn -q -DskipTests package",
          "cp provider/target/vaultjca.jar .",
          "mvn verify",
          "mvn -q -Psoak -pl tests/consumers -am verify");

  /** This test has such a vault in its own JVM, with the same seed, to count. */
  private static final String VAULT =
      "java -jar tests/embedded-vault/target/embedded-vault.jar --port 0"
          + " --properties vault.properties --seed seed.json";

  /** What the tests of the distributions do, with the same files. */
  private static final List<String> OF_TOMCAT =
      List.of(
          "cp vaultjca.jar \"$CATALINA_HOME/bin/vaultjca.jar\"",
          "cp java.security.sample \"$CATALINA_HOME/conf/java.security\"",
          "\"$CATALINA_HOME/bin/catalina.sh\" run",
          "curl -k https://localhost:8443/");

  /** The commands of the session are run, and their output compared, by TerminalSessionTest. */
  private static final Pattern SESSION =
      Pattern.compile(
          "<!-- session: written by TerminalSessionTest -->.*?<!-- end of session -->",
          Pattern.DOTALL);

  private static final Pattern SHOWN =
      Pattern.compile("// Shown: (?!end)(.+)\n((?s:.*?))\n *// Shown: end");

  @TempDir private Path folder;

  private static String readme() throws IOException {
    return Files.readString(Product.root().resolve("README.md"));
  }

  /** The lines after a prompt in code blocks, with their continuation lines. */
  private static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    StringBuilder open = null;
    for (String line : SESSION.matcher(readme()).replaceFirst("").lines().toList()) {
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
  @Full
  @Test
  @EnabledOnOs(OS.LINUX)
  void itsCommandsWorkAsTheyStand() throws IOException, GeneralSecurityException {
    List<String> commands = new ArrayList<>(commands());
    assertThat(commands).containsAll(OF_THE_BUILD).contains(VAULT).containsAll(OF_TOMCAT);
    commands.removeAll(OF_THE_BUILD);
    commands.remove(VAULT);
    commands.removeAll(OF_TOMCAT);

    Files.copy(Product.jar(), folder.resolve("vaultjca.jar"));
    Files.copy(
        Product.root().resolve("java.security.sample"), folder.resolve("java.security.sample"));
    Files.copy(
        Product.root().resolve("logging.properties.sample"),
        folder.resolve("logging.properties.sample"));
    Path app = SampleJar.write(folder.resolve("app.jar"));
    try (VaultServer vault = VaultServer.start()) {
      vault.seed(blocks(readme(), "json").get(0));
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
        String output =
            tool(words.get(0))
                .run(name(words.get(0)), words.subList(1, words.size()))
                .succeeds()
                .output();
        assertThat(output.contains(" FINE Vault https://"))
            .as(command)
            .isEqualTo(command.contains("logging.properties.sample"));
        if (signs) {
          signatures++;
          requested += vault.counters().requests("keys/sign") - before;
          assertThat(SampleJar.isSigned(app)).as(command).isTrue();
        }
      }
      assertThat(requested).isEqualTo(signatures).isEqualTo(6);
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

  private static List<String> blocks(String document, String language) {
    return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
        .matcher(document)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  /** The code between {@code // Shown:} comments of a source, by what it is called. */
  private static Map<String, String> shown(String source) {
    Map<String, String> snippets = new TreeMap<>();
    SHOWN
        .matcher(source)
        .results()
        .forEach(found -> snippets.put(found.group(1), found.group(2).stripIndent() + "\n"));
    return snippets;
  }

  private static Map<String, String> shown() throws IOException {
    Map<String, String> snippets = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Product.root().resolve("tests/consumers/src/test/java"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        snippets.putAll(shown(Files.readString(file)));
      }
    }
    return snippets;
  }

  private static String recipes() throws IOException {
    return Files.readString(Product.root().resolve("docs/consumers.md"));
  }

  @Test
  void itsCodeAndTheRecipesAreThatOfTests() throws IOException {
    Map<String, String> snippets = shown();
    assertThat(snippets)
        .containsKeys("Code", "Jetty", "Netty", "Apache HttpClient 5", "java.net.http")
        .containsKeys("BouncyCastle", "Nimbus JOSE+JWT");
    List<String> ofDocuments = new ArrayList<>(blocks(readme(), "java"));
    ofDocuments.addAll(blocks(recipes(), "java"));
    assertThat(ofDocuments)
        .containsAll(snippets.values())
        .allMatch(code -> snippets.values().stream().anyMatch(whole -> whole.contains(code)));
    assertThat(blocks(recipes(), "properties"))
        .containsExactly(
            Files.readString(
                    Product.root()
                        .resolve(
                            "tests/consumers/src/test/resources/spring/application.properties"))
                .replace("${vault}", "vault.properties"));
  }

  /** A row of the table of libraries: its name, how it works, what is special, class and method. */
  private static final Pattern LIBRARY =
      Pattern.compile(
          "\\| ([^|]+) \\| (as it is|name the provider|stand first|impossible) \\|[^|]* \\|"
              + " `(\\w+)\\.(\\w+)` \\|");

  private static List<MatchResult> libraries() throws IOException {
    String table = recipes().split("\n## Libraries\n", 2)[1].split("\n## ", 2)[0];
    List<String> rows = table.lines().filter(line -> line.startsWith("| ")).skip(2).toList();
    assertThat(rows).hasSizeGreaterThan(25).allMatch(row -> LIBRARY.matcher(row).matches());
    return rows.stream()
        .map(
            row -> {
              Matcher matcher = LIBRARY.matcher(row);
              assertThat(matcher.matches()).as(row).isTrue();
              return matcher.toMatchResult();
            })
        .toList();
  }

  private static String source(String test) throws IOException {
    try (Stream<Path> files = Files.walk(Product.root().resolve("tests/consumers/src/test/java"))) {
      return Files.readString(
          files.filter(file -> file.endsWith(test + ".java")).findFirst().orElseThrow());
    }
  }

  @Test
  void eachLibraryHasItsTestAndEachRecipeIsCodeOfSuchATest() throws IOException {
    List<MatchResult> libraries = libraries();
    for (MatchResult library : libraries) {
      assertThat(source(library.group(3))).contains(" void " + library.group(4) + "(");
    }
    List<String> recipes = List.of(recipes().split("\n## ", -1)[1].split("\n### ", -1));
    int checked = 0;
    for (String recipe : recipes.subList(1, recipes.size())) {
      String name = recipe.lines().findFirst().orElseThrow().split(",", 2)[0];
      assertThat(libraries).as(name).anyMatch(library -> library.group(1).equals(name));
      for (String code : blocks(recipe, "java")) {
        boolean isThere = false;
        for (MatchResult library : libraries) {
          isThere |=
              library.group(1).split(",", 2)[0].equals(name)
                  && shown(source(library.group(3))).containsValue(code);
        }
        assertThat(isThere).as(name).isTrue();
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(20);
  }

  /** The configuration that a test gives to Maven. */
  @Test
  void theRecipeForMavenIsThatOfItsTest() throws IOException {
    String pom =
        Files.readString(
            Product.root().resolve("tests/consumers/src/test/resources/jarsigner-plugin/pom.xml"));
    assertThat(blocks(recipes(), "xml")).hasSize(1);
    assertThat(pom.replaceAll("(?m)^ {6}", "")).contains(blocks(recipes(), "xml").get(0));
  }

  @Test
  void theTableOfConsumersNamesEveryTest() throws IOException {
    List<String> tests;
    try (Stream<Path> files = Files.walk(Product.root().resolve("tests/consumers/src/test/java"))) {
      tests =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith("Test.java"))
              .map(name -> "`" + name.replace(".java", "") + "`")
              .toList();
    }
    assertThat(tests).hasSizeGreaterThan(20);
    assertThat(recipes()).contains(tests);
  }

  /** The files that the tests of the distributions start Tomcat with, less the second host. */
  @Test
  void itsTomcatFilesAreThoseOfTheTest() throws IOException {
    Path files = Product.root().resolve("tests/consumers/src/test/resources/tomcat");
    assertThat(blocks(readme(), "sh"))
        .containsExactly(Files.readString(files.resolve("bin/setenv.sh")));
    assertThat(blocks(readme(), "properties"))
        .contains(
            Files.readString(files.resolve("conf/vault.properties")).replace(", partner", ""));
    assertThat(
            Files.readString(files.resolve("conf/server.xml"))
                .replaceFirst("(?s)\n\n *<!-- A second host name.*?</SSLHostConfig>", "")
                .replace("${https.port:-8443}", "8443")
                .replaceAll("(?m)^    ", ""))
        .contains(blocks(readme(), "xml").get(0));
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
