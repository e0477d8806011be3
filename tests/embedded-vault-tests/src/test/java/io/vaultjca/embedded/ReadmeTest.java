package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page for users: its code is that of tests, and its tables have every option, operation and
 * fault. The tests of the delivered jar run its command and its seed.
 */
class ReadmeTest {
  private static final Path EXAMPLES = Path.of("src/test/java/io/vaultjca/embedded/example");

  private static String page() throws IOException {
    return Files.readString(Path.of("../embedded-vault/README.md"));
  }

  private static String section(String title) throws IOException {
    Matcher section =
        Pattern.compile(
                "^## " + Pattern.quote(title) + "$(.*?)(?=^## |\\z)",
                Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(page());
    assertThat(section.find()).as(title).isTrue();
    return section.group(1);
  }

  @Test
  void showsTheCodeThatTheBuildRuns() throws Exception {
    List<String> shown = new ArrayList<>();
    for (String file : List.of("DocumentSigner.java", "DocumentSignerTest.java")) {
      String code = Files.readString(EXAMPLES.resolve(file));
      shown.add(code.substring(code.indexOf("import com")).strip());
    }
    Matcher inProcess =
        Pattern.compile("// Shown: in process\n(.*?)\n *// Shown: end", Pattern.DOTALL)
            .matcher(Files.readString(EXAMPLES.resolve("InProcessTest.java")));
    assertThat(inProcess.find()).isTrue();
    shown.add(inProcess.group(1).replaceAll("(?m)^    ", ""));
    assertThat(
            Pattern.compile("^```java\n(.*?)\n```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(page())
                .results()
                .map(block -> block.group(1)))
        .containsExactlyInAnyOrderElementsOf(shown);
  }

  @Test
  void optionsAreThoseOfHelp() throws Exception {
    StringBuilder table = new StringBuilder("| option | |\n|---|---|\n");
    Pattern option = Pattern.compile("^ {2}(--\\S+(?: [A-Z/]+)?)\\s*(.*)$");
    List<String> lines = Options.USAGE.lines().toList();
    int options = 0;
    for (int i = 0; i < lines.size(); i++) {
      Matcher first = option.matcher(lines.get(i));
      if (first.matches()) {
        StringBuilder text = new StringBuilder(first.group(2));
        for (int next = i + 1; lines.get(next).startsWith("        "); next++) {
          text.append(' ').append(lines.get(next).strip());
        }
        table
            .append("| `")
            .append(first.group(1))
            .append("` | ")
            .append(text.toString().strip())
            .append(" |\n");
        options++;
      }
    }
    assertThat(options).isEqualTo(18);
    assertThat(section("As a process")).as("the table should be\n%s", table).contains(table);
  }

  @Test
  void namesOnlyExistingMethods() throws Exception {
    Set<String> methods =
        Stream.of(
                VaultServer.class,
                VaultServer.Builder.class,
                VaultReplicas.class,
                Counters.class,
                Faults.class)
            .flatMap(type -> Arrays.stream(type.getMethods()))
            .map(Method::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    methods.addAll(faults());
    // From the example, Java and AssertJ.
    methods.addAll(List.of("assertThat", "isEqualTo", "resolve", "of", "runApplication", "try"));
    String text = section("In your own process");
    assertThat(
            Pattern.compile("(\\w+) ?\\(")
                .matcher(text.replaceAll("\\([A-Z][^)]*\\)", ""))
                .results()
                .map(call -> call.group(1))
                .filter(name -> text.contains(name + "(")))
        .hasSizeGreaterThan(10)
        .isSubsetOf(methods);
    for (String fault : faults()) {
      assertThat(text).containsAnyOf("`" + fault + "`", "Fault." + fault + "(");
    }
  }

  @Test
  void listsEveryOperationAndEveryFaultOfTheControlEndpoint() throws Exception {
    String text = section("From another process: the control endpoint");
    try (VaultServer vault = VaultServer.start();
        ControlEndpoint control = new ControlEndpoint(vault)) {
      assertThat(
              Pattern.compile("`((?:GET|POST|DELETE) /\\w+)`")
                  .matcher(text)
                  .results()
                  .map(operation -> operation.group(1))
                  .distinct())
          .containsExactlyInAnyOrderElementsOf(control.operations());
    }
    List<String> named =
        Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE)
            .matcher(text)
            .results()
            .map(row -> row.group(1))
            .toList();
    for (String fault : named) {
      assertThat(FaultJson.read(ControlBody.of(ControlEndpointTest.fault(fault)))).isNotNull();
    }
    assertThat(named.stream().map(name -> name.replace("-", "").toLowerCase(Locale.ROOT)))
        .containsExactlyInAnyOrderElementsOf(
            faults().stream()
                .filter(fault -> !fault.equals("rewritten"))
                .map(fault -> fault.toLowerCase(Locale.ROOT))
                .toList());
  }

  /** Returns the names of the factory methods of {@link Fault}. */
  private static Set<String> faults() {
    return Arrays.stream(Fault.class.getMethods())
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
