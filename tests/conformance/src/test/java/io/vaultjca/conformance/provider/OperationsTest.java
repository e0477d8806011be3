package io.vaultjca.conformance.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.config.ApiVersion;
import io.vaultjca.provider.table.ServiceRow;
import io.vaultjca.provider.table.ServiceTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * In the first table of docs/operations.md each row names an existing test and the source of its
 * statement. The command's tests cover the other tables.
 */
class OperationsTest {
  private static final Set<String> SOURCES =
      Set.of("recorded", "documented", "specification", "reported", "preview");
  private static final Set<String> TYPES = Set.of("Signature", "Cipher", "Mac");
  private static final Pattern ALGORITHM =
      Pattern.compile(
          "(?:RS|PS|ES|HS)(?:\\d{3}K?|NULL)|RSA[-\\w]+|A\\d{3}\\w+|CKM_\\w+|ML-DSA-\\d+");
  private static final Pattern QUOTED = Pattern.compile("`([^`]*)`");

  private static List<String[]> rows() throws IOException {
    return Files.readAllLines(Path.of("../../docs/operations.md")).stream()
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| ") && !line.startsWith("| Operation |"))
        .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
        .toList();
  }

  @Test
  void everyRowHasATestAndASource() throws IOException {
    assertThat(rows()).hasSizeGreaterThan(20);
    for (String[] row : rows()) {
      assertThat(row).as(row[0]).hasSize(6).noneMatch(String::isBlank);
      assertThat(SOURCES).as(row[0]).containsAll(Arrays.asList(row[4].split(", ", -1)));
      Matcher version = QUOTED.matcher(row[2]);
      while (version.find()) {
        assertThat(Arrays.stream(ApiVersion.values()).map(ApiVersion::serviceName))
            .as(row[0])
            .contains(version.group(1));
      }
      Matcher test = QUOTED.matcher(row[5]);
      assertThat(test.matches()).as(row[5]).isTrue();
      assertThat(isTest(test.group(1))).as(row[5]).isTrue();
    }
  }

  /** Searches the sources, since the consumers' tests are in another module. */
  private static boolean isTest(String name) throws IOException {
    String[] path = name.split("\\.", -1);
    String module = path[0].equals("consumers") ? "consumers" : "conformance";
    int last = path.length - 1;
    Path source = Path.of("..", module, "src/test/java/io/vaultjca", module);
    for (String part : Arrays.copyOfRange(path, path[0].equals(module) ? 1 : 0, last)) {
      source = source.resolve(part);
    }
    source = source.resolveSibling(source.getFileName() + ".java");
    if (!Files.exists(source)) {
      return false;
    }
    return Arrays.stream(Files.readString(source).split("\n\n", -1))
        .anyMatch(
            method ->
                method.contains(" " + path[last] + "(")
                    && Pattern.compile("^  @(Parameterized)?Test(Factory)?\\b", Pattern.MULTILINE)
                        .matcher(method)
                        .find());
  }

  /** The rows list exactly the algorithms that the provider requests. */
  @Test
  void everyAlgorithmOfTheServiceIsInARow() throws IOException {
    Set<String> inRows = new TreeSet<>();
    for (String[] row : rows()) {
      addAlgorithms(row[0], inRows);
    }
    Set<String> asked = new TreeSet<>();
    for (ServiceRow row : ServiceTable.rows()) {
      if (TYPES.contains(row.type())) {
        addAlgorithms(row.serviceAlgorithm(), asked);
      }
    }
    assertThat(asked).hasSizeGreaterThan(30);
    assertThat(inRows).containsAll(asked);
  }

  private static void addAlgorithms(String text, Set<String> to) {
    Matcher algorithm = ALGORITHM.matcher(text);
    while (algorithm.find()) {
      to.add(algorithm.group());
    }
  }
}
