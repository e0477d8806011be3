package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Full;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** CONTRIBUTING.md is correct, and so is every Maven command in any document. */
class ContributingTest {
  private static final Pattern LEFT_OUT =
      Pattern.compile("<!-- left out.*?-->(.*?)<!-- end of left out -->", Pattern.DOTALL);
  private static final Pattern COMMAND = Pattern.compile("\\bmvn (?:[^`\\n\\\\]|\\\\\\n)+");
  private static final Pattern PROFILE = Pattern.compile("(?<= )-P(\\S+)");
  private static final Pattern MODULES = Pattern.compile("(?<= )-pl (\\S+)");
  private static final Pattern TEST = Pattern.compile("(?<= )-Dtest=(\\w+)(?:#(\\w+))?");

  private static Path root() {
    return Product.root();
  }

  private static String page() throws IOException {
    return Files.readString(root().resolve("CONTRIBUTING.md"));
  }

  /** The files of the source tree whose names have this ending. */
  private static List<Path> files(String end) throws IOException {
    try (Stream<Path> all = Files.walk(root())) {
      return all.filter(file -> file.toString().endsWith(end))
          .filter(file -> !root().relativize(file).toString().matches("(.*/)?(target|\\.git)/.*"))
          .toList();
    }
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void mavenCommandsNameExistingProfilesModulesAndTests() throws IOException {
    Set<String> profiles = new TreeSet<>();
    for (Path pom : files("pom.xml")) {
      profiles.addAll(
          found(Pattern.compile("<profile>\\s*<id>([^<]+)</id>"), Files.readString(pom)));
    }
    List<String> commands = new ArrayList<>();
    for (Path document : files(".md")) {
      COMMAND
          .matcher(Files.readString(document))
          .results()
          .map(MatchResult::group)
          .forEach(commands::add);
    }
    assertThat(commands).hasSizeGreaterThan(20);
    Set<String> used = new TreeSet<>();
    for (String command : commands) {
      used.addAll(found(PROFILE, command));
      assertThat(found(MODULES, command))
          .as(command)
          .allMatch(module -> Files.exists(root().resolve(module).resolve("pom.xml")));
      for (MatchResult test : TEST.matcher(command).results().toList()) {
        assertThat(test.group(1).equals("NAME") || isThere(test.group(1), test.group(2)))
            .as(command)
            .isTrue();
      }
    }
    assertThat(used).isEqualTo(profiles);
    assertThat(profiles).allMatch(ContributingTest::isExplained);
  }

  private static boolean isThere(String test, String method) throws IOException {
    List<Path> sources = files("/" + test + ".java");
    return sources.size() == 1
        && (method == null || Files.readString(sources.get(0)).contains("void " + method + "("));
  }

  private static boolean isExplained(String profile) {
    try {
      return page().contains("-P" + profile + " ");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** One list has exactly what {@code -Pfull} adds. */
  @Test
  void everythingThatAnOrdinaryRunLeavesOutIsListed() throws IOException {
    Set<String> marked = new TreeSet<>();
    for (Path source : files(".java")) {
      String name = source.getFileName().toString().replace(".java", "");
      if (!name.equals("Full")
          && Pattern.compile("(?m)^ *@Full$|\\bFull\\.RUN\\b|\"vaultjca\\.full\"")
              .matcher(Files.readString(source))
              .find()) {
        marked.add(name);
      }
    }
    // Only the build's properties decide.
    marked.add("SoakTest");
    marked.addAll(Set.of("EmbeddedTomcatTest", "NettyTest", "SpringBootTest"));
    MatchResult list = LEFT_OUT.matcher(page()).results().findFirst().orElseThrow();
    assertThat(found(Pattern.compile("`([A-Z]\\w+)`"), list.group(1))).isEqualTo(marked);
    String full = profile("full");
    for (String property : found(Pattern.compile("<([\\w.]+)>[^<]+</\\1>"), full)) {
      assertThat(
              property.equals("id")
                  || property.equals("tests.full")
                  || list.group(1).contains("`" + property + "`"))
          .as(property)
          .isTrue();
    }
  }

  private static String profile(String id) throws IOException {
    String pom = Files.readString(root().resolve("pom.xml"));
    int start = pom.indexOf("<id>" + id + "</id>");
    assertThat(start).isPositive();
    return pom.substring(start, pom.indexOf("</profile>", start));
  }

  /** The build's script runs what an ordinary run leaves out. */
  @Test
  void buildScriptRunsAtFullLength() throws IOException {
    assertThat(profile("full")).contains("<tests.full>true</tests.full>");
    assertThat(Files.readString(root().resolve(".ci/run"))).contains(" -Pfull clean verify");
    assertThat(System.getProperty(Full.PROPERTY)).as("set by the build").isIn("true", "false");
  }

  /** In a copy, since this build uses the tree; on one JDK, since Maven does the same on each. */
  @Full
  @Test
  @EnabledOnOs(OS.LINUX)
  @EnabledForJreRange(max = JRE.JAVA_21)
  void itsCommandsRunOneTest(@TempDir Path copy) throws Exception {
    List<String> commands =
        COMMAND
            .matcher(page())
            .results()
            .map(found -> found.group().replaceAll("\\\\\\n\\s*", ""))
            .filter(command -> command.contains("-Dtest="))
            .filter(command -> !command.contains("debug") && !command.contains(".write"))
            .toList();
    assertThat(commands).hasSize(2);
    copyOfTheSources(copy);
    Path reports = copy.resolve("tests/conformance/target/surefire-reports");
    for (String command : commands) {
      MatchResult test = TEST.matcher(command).results().findFirst().orElseThrow();
      Maven.run(copy, command);
      try (Stream<Path> all = Files.list(reports)) {
        List<Path> results =
            all.filter(file -> file.getFileName().toString().startsWith("TEST-")).toList();
        assertThat(results).hasSize(1);
        Path result = results.get(0);
        assertThat(result.getFileName().toString()).endsWith("." + test.group(1) + ".xml");
        String ran = Files.readString(result);
        assertThat(ran).containsPattern("<testsuite [^>]*failures=\"0\"");
        long methods = Pattern.compile("<testcase ").matcher(ran).results().count();
        if (test.group(2) == null) {
          assertThat(methods).isGreaterThan(1);
        } else {
          assertThat(methods).isEqualTo(1);
          assertThat(ran).contains("<testcase name=\"%s\"".formatted(test.group(2)));
        }
        Files.delete(result);
      }
    }
  }

  private static void copyOfTheSources(Path copy) throws IOException {
    try (Stream<Path> all = Files.walk(root())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = root().relativize(file).toString();
        if (!name.matches("(.*/)?(target|\\.git)/.*")) {
          Path to = copy.resolve(name);
          Files.createDirectories(to.getParent());
          Files.copy(file, to);
        }
      }
    }
  }
}
