package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.Setting;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents as a whole: their index, their links, and which test runs their commands. */
class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");
  private static final String BEGIN = "<!-- settings: written by DocumentationTest -->\n";
  private static final String END = "<!-- end of settings -->\n";

  /** The pages whose commands a test other than {@link DocumentedCommandsTest} runs. */
  private static final Map<String, String> RUN_BY =
      Map.of(
          "docs/release.md", "ReleaseTest",
          "docs/scale.md", "ScalePageTest",
          "docs/tomcat.md", "StandaloneTomcatContract");

  /** The targets of a document's links, outside of code. */
  private static List<String> links(Document document) {
    return LINK.matcher(withoutCode(document).replaceAll("`[^`]*`", ""))
        .results()
        .map(link -> link.group(1))
        .toList();
  }

  private static String withoutCode(Document document) {
    return FENCED.matcher(document.text()).replaceAll("");
  }

  @Test
  void theIndexNamesEveryPage() throws IOException {
    List<String> pages =
        Document.all().stream()
            .map(Document::name)
            .filter(name -> name.matches("(docs/)?[^/]+\\.md") && !name.equals("docs/README.md"))
            .map(name -> name.startsWith("docs/") ? name.substring(5) : "../" + name)
            .toList();
    assertThat(pages).hasSizeGreaterThan(20);
    assertThat(links(Document.of("docs/README.md"))).doesNotHaveDuplicates().containsAll(pages);
  }

  @Test
  void noLinkIsDead() throws IOException {
    List<String> dead = new ArrayList<>();
    int checked = 0;
    for (Document document : Document.all()) {
      for (String link : links(document)) {
        if (!link.matches("(https?|mailto):.*")) {
          checked++;
          if (!isAlive(document, link)) {
            dead.add(document.name() + ": " + link);
          }
        }
      }
    }
    assertThat(checked).isGreaterThan(100);
    assertThat(dead).isEmpty();
  }

  private static boolean isAlive(Document document, String link) {
    String[] parts = link.split("#", 2);
    Path source = Product.root().resolve(document.name());
    Path target = parts[0].isEmpty() ? source : source.resolveSibling(parts[0]).normalize();
    if (!target.startsWith(Product.root()) || !Files.exists(target)) {
      return false;
    }
    return parts.length == 1
        || anchors(Document.of(Product.root().relativize(target).toString().replace('\\', '/')))
            .contains(parts[1]);
  }

  /** Derives the anchors from the headings, as the usual forges do. */
  private static Set<String> anchors(Document document) {
    Map<String, Integer> times = new HashMap<>();
    Set<String> anchors = new HashSet<>();
    for (MatchResult heading : HEADING.matcher(withoutCode(document)).results().toList()) {
      String anchor =
          heading
              .group(1)
              .strip()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      int before = times.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
    return anchors;
  }

  /** ContributingTest checks the commands of Maven on every page. */
  @Test
  void aTestRunsEveryCommand() throws IOException {
    Set<String> pages = new HashSet<>();
    for (Document document : Document.all()) {
      if (document.commands().stream().anyMatch(command -> !command.startsWith("mvn "))) {
        pages.add(document.name());
      }
    }
    Set<String> run = new HashSet<>(DocumentedCommandsTest.PAGES);
    run.addAll(RUN_BY.keySet());
    assertThat(pages).isEqualTo(run);
    for (Map.Entry<String, String> page : RUN_BY.entrySet()) {
      assertThat(source(page.getValue())).contains(page.getKey());
    }
  }

  private static String source(String test) throws IOException {
    try (Stream<Path> files = Files.walk(Product.root().resolve("tests"))) {
      return Files.readString(
          files.filter(file -> file.endsWith(test + ".java")).findFirst().orElseThrow());
    }
  }

  /** {@code -Dsettings.page.write=true} writes the table. */
  @Test
  void theTableOfSettingsIsComplete() throws IOException {
    String page = Document.of("docs/settings.md").text();
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(begin).isBetween(BEGIN.length(), end);
    String wanted = page.substring(0, begin) + table() + page.substring(end);
    if (Boolean.getBoolean("settings.page.write")) {
      Files.writeString(Product.root().resolve("docs/settings.md"), wanted);
    } else {
      assertThat(page)
          .as("Generated: run DocumentationTest with -Dsettings.page.write=true, and commit it.")
          .isEqualTo(wanted);
    }
    assertThat(wanted).contains("`" + Setting.URI.environmentName() + "`");
  }

  private static String table() {
    StringBuilder table = new StringBuilder("| Name | Default | Meaning |\n| --- | --- | --- |\n");
    for (Setting setting : Setting.values()) {
      String value = setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`";
      table.append("| `%s` | %s | %s |\n".formatted(setting.key(), value, setting.meaning()));
    }
    return table.toString();
  }

  /** The files with which the distributions' tests start Tomcat, without the second host. */
  @Test
  void theTomcatFilesMatchTheTests() throws IOException {
    Document page = Document.of("docs/tomcat.md");
    Path files = Product.root().resolve("tests/consumers/src/test/resources/tomcat");
    assertThat(page.blocks("sh")).containsExactly(Files.readString(files.resolve("bin/setenv.sh")));
    assertThat(page.blocks("properties"))
        .containsExactly(
            Files.readString(files.resolve("conf/vault.properties")).replace(", partner", ""));
    assertThat(page.blocks("xml")).hasSize(1);
    assertThat(
            Files.readString(files.resolve("conf/server.xml"))
                .replaceFirst("(?s)\n\n *<!-- A second host name.*?</SSLHostConfig>", "")
                .replace("${https.port:-8443}", "8443")
                .replaceAll("(?m)^    ", ""))
        .contains(page.blocks("xml").get(0));
    try (VaultServer vault = VaultServer.start()) {
      vault.seed(page.blocks("json").get(0));
      assertThat(page.blocks("xml").get(0))
          .contains("certificateKeyAlias=\"web-rsa\"", "certificateKeyAlias=\"web-ec\"");
    }
  }
}
