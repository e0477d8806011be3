package io.vaultjca.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/coordinates.md and the BOM name what is published, in the version of the last release. */
class CoordinatesTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```xml\n(.*?)```");
  private static final Pattern OURS =
      Pattern.compile(
          "<groupId>io\\.vaultjca</groupId>\\s*<artifactId>([^<]+)</artifactId>(?:\\s*<version>([^<]+)<)?");
  private static final Pattern OWN_ARTIFACT = Pattern.compile("</parent>\\s*<artifactId>([^<]+)<");

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What the modules of the root that are not tests make; none of them without a jar. */
  private static Set<String> published() throws IOException {
    Set<String> published = new TreeSet<>();
    for (String module :
        found(Pattern.compile("<module>([^<]+)</module>"), SourceTree.read("pom.xml"))) {
      String pom = SourceTree.read(module + "/pom.xml");
      if (!pom.contains("<packaging>pom</packaging>")) {
        published.addAll(found(OWN_ARTIFACT, pom));
      }
    }
    return published;
  }

  @Test
  void bomNamesAllThatIsPublished() throws IOException {
    String bom = SourceTree.read("provider/bom/pom.xml");
    assertThat(found(OURS, bom.substring(bom.indexOf("<dependencyManagement>"))))
        .isEqualTo(published())
        .hasSize(6);
    assertThat(bom).doesNotContain("<parent>");
  }

  @Test
  void pageNamesAllThatIsPublished() throws IOException {
    Set<String> named =
        found(
            Pattern.compile("(?m)^\\| `(vaultjca[a-z-]*)` \\|"),
            SourceTree.read("docs/coordinates.md"));
    Set<String> published = published();
    published.add("vaultjca-bom");
    assertThat(named).isEqualTo(published);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "docs/coordinates.md",
        "docs/spring.md",
        "tests/release/src/test/user/thin/pom.xml",
        "tests/release/src/test/user/self-contained/pom.xml",
        "tests/spring/src/test/user/boot-3.5/pom.xml",
        "tests/spring/src/test/user/boot-4.0/pom.xml"
      })
  void versionIsThatOfTheLastRelease(String file) throws IOException {
    String text = SourceTree.read(file);
    List<String> versions =
        Stream.concat(
                OURS.matcher(text)
                    .results()
                    .map(found -> found.group(2))
                    .filter(version -> version != null),
                Pattern.compile("io\\.vaultjca:[a-z-]+:([0-9][^\"]+)\"")
                    .matcher(text)
                    .results()
                    .map(found -> found.group(1)))
            .toList();
    assertThat(versions).isNotEmpty().containsOnly(VersionsTest.lastRelease());
  }

  /** So that the page shows what {@link ReleaseTest} builds. */
  @Test
  void snippetsAreThoseOfUserProjects() throws IOException {
    String projects =
        unindented(SourceTree.read("tests/release/src/test/user/thin/pom.xml"))
            + unindented(SourceTree.read("tests/release/src/test/user/self-contained/pom.xml"));
    List<String> snippets =
        BLOCK
            .matcher(SourceTree.read("docs/coordinates.md"))
            .results()
            .map(block -> unindented(block.group(1)))
            .toList();
    assertThat(snippets).hasSize(2);
    for (String snippet : snippets) {
      int from = 0;
      for (String line : snippet.split("\n", -1)) {
        int at = projects.indexOf(line + "\n", from);
        assertThat(at).as(line).isNotNegative();
        from = at;
      }
    }
  }

  private static String unindented(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n", "", "\n"));
  }
}
