package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.key.VaultPrivateKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The code of docs/code.md and docs/consumers.md comes from tests. */
class RecipesTest {
  private static final Pattern SHOWN =
      Pattern.compile("// Shown: (?!end)(.+)\n((?s:.*?))\n *// Shown: end");

  private static final Document CODE = Document.of("docs/code.md");
  private static final Document RECIPES = Document.of("docs/consumers.md");

  @TempDir private Path folder;

  @Full
  @Test
  @ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
  void theCodeWorksAsShown() throws Exception {
    try (var registered = Position.LAST.register();
        VaultServer vault = VaultServer.start()) {
      assertThat(registered.provider().getName()).isEqualTo("AzureKeyVault");
      new SigningCertificates(vault).p256("release");
      vault.seed(
          """
          {"keys": [{"name": "build", "kty": "EC"}, {"name": "crypt", "kty": "RSA"}]}
          """);
      KeyStore store = CodeExample.open(vault.writeProperties(folder.resolve("vault.properties")));
      VaultLoadStoreParameter parameter =
          VaultLoadStoreParameter.builder(vault.uri())
              .set(Setting.TRUST_CERTIFICATES, vault.caCertificate().toString())
              .set(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION, "true")
              .set(Setting.ACCESS_TOKEN, vault.accessToken())
              .build();
      Signature verifier = Signature.getInstance("SHA256withECDSA", "SunEC");

      PrivateKey release = (PrivateKey) store.getKey("release", null);
      verifier.initVerify(store.getCertificate("release"));
      verifier.update("text".getBytes(StandardCharsets.UTF_8));
      assertThat(verifier.verify(CodeExample.sign(release))).isTrue();

      VaultPrivateKey build = (VaultPrivateKey) CodeExample.key(parameter);
      assertThat(build).isEqualTo(store.getKey("build", null));
      assertThat(store.getCertificate("build")).isNull();
      verifier.initVerify(build.publicKey());
      verifier.update("text".getBytes(StandardCharsets.UTF_8));
      assertThat(verifier.verify(CodeExample.sign(build))).isTrue();

      byte[] text = "text".getBytes(StandardCharsets.UTF_8);
      assertThat(CodeExample.encryptAndDecrypt((VaultPrivateKey) store.getKey("crypt", null), text))
          .isEqualTo(text);
      // It sends nothing before a certificate is requested.
      assertThat(CodeExample.open(vault.uri(), vault.accessToken()).getType())
          .isEqualTo("AzureKeyVault");
    }
  }

  /** The code between {@code // Shown:} comments of a source, by name. */
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

  @Test
  void theCodeComesFromTests() throws IOException {
    Map<String, String> snippets = shown();
    assertThat(snippets)
        .containsKeys("Open", "Open by parameter", "Key factory", "Sign", "Encrypt")
        .containsKeys("Jetty", "Netty", "Apache HttpClient 5", "java.net.http")
        .containsKeys("BouncyCastle", "Nimbus JOSE+JWT");
    List<String> ofDocuments = new ArrayList<>(CODE.blocks("java"));
    ofDocuments.addAll(RECIPES.blocks("java"));
    assertThat(ofDocuments)
        .containsAll(snippets.values())
        .allMatch(code -> snippets.values().stream().anyMatch(whole -> whole.contains(code)));
    assertThat(RECIPES.blocks("properties"))
        .containsExactly(
            Files.readString(
                    Product.root()
                        .resolve(
                            "tests/consumers/src/test/resources/spring/application.properties"))
                .replace("${vault}", "vault.properties"));
  }

  /** A row of the table of libraries: name, support, remark, class and method of the test. */
  private static final Pattern LIBRARY =
      Pattern.compile(
          """
          \\| ([^|]+) \\| (as it is|name the provider|stand first|impossible) \\|[^|]* \\| \
          `(\\w+)\\.(\\w+)` \\|""");

  private static List<MatchResult> libraries() throws IOException {
    String table = RECIPES.text().split("\n## Libraries\n", 2)[1].split("\n## ", 2)[0];
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
  void eachLibraryHasATestThatContainsItsRecipe() throws IOException {
    List<MatchResult> libraries = libraries();
    for (MatchResult library : libraries) {
      assertThat(source(library.group(3))).contains(" void " + library.group(4) + "(");
    }
    List<String> recipes = List.of(RECIPES.text().split("\n## ", -1)[1].split("\n### ", -1));
    int checked = 0;
    for (String recipe : recipes.subList(1, recipes.size())) {
      String name = recipe.lines().findFirst().orElseThrow().split(",", 2)[0];
      assertThat(libraries).as(name).anyMatch(library -> library.group(1).equals(name));
      for (String code : new Document(name, recipe).blocks("java")) {
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

  /** The page shows the configuration that a test passes to Maven. */
  @Test
  void theRecipeForMavenComesFromItsTest() throws IOException {
    String pom =
        Files.readString(
            Product.root().resolve("tests/consumers/src/test/resources/jarsigner-plugin/pom.xml"));
    assertThat(RECIPES.blocks("xml")).hasSize(1);
    assertThat(pom.replaceAll("(?m)^ {6}", "")).contains(RECIPES.blocks("xml").get(0));
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
    assertThat(RECIPES.text()).contains(tests);
  }
}
