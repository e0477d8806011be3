package io.vaultjca.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The snippets of docs/spring.md come from the applications that {@link UserProjectTest} builds.
 */
class DocumentTest {
  private static final Path ROOT = Path.of(System.getProperty("vaultjca.root"));
  private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w+)\n(.*?)```");

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/spring.md"));
  }

  @Test
  void snippetsComeFromUserProjects() throws IOException {
    List<String> files;
    try (Stream<Path> all = Files.walk(ROOT.resolve("tests/spring/src/test/user"))) {
      files = all.filter(Files::isRegularFile).map(DocumentTest::lines).toList();
    }
    List<String> snippets =
        BLOCK.matcher(page()).results().map(block -> unindented(block.group(2))).toList();
    assertThat(snippets)
        .hasSize(5)
        .allSatisfy(
            snippet ->
                assertThat(files).anyMatch(file -> inOrder(file, snippet), "contains the snippet"));
  }

  /** Whether a file contains the lines of a snippet in this order, perhaps with others between. */
  private static boolean inOrder(String file, String snippet) {
    int from = 0;
    for (String line : snippet.lines().toList()) {
      int at = file.indexOf("\n" + line + "\n", from);
      if (at < 0) {
        return false;
      }
      from = at + 1;
    }
    return true;
  }

  private static String lines(Path file) {
    try {
      return "\n" + unindented(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unindented(String text) {
    return text.replaceAll("(?m)^ +", "").replaceAll("\n+", "\n");
  }

  @Test
  void tableHasEveryPropertyOfABundle() throws IOException {
    String page = page();
    Stream.of(VaultProperties.Bundle.class, VaultProperties.Options.class)
        .flatMap(type -> Arrays.stream(type.getRecordComponents()))
        .map(RecordComponent::getName)
        .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
        .forEach(name -> assertThat(page).containsPattern("\\| `.*[.]" + name + "\\b.*` \\|"));
  }
}
