package io.vaultjca.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.command.terminal.Terminal;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * docs/operations.md, "The service's reference": the JCA, the command or both cover every
 * operation, and each has a test.
 */
class ReferenceTest {
  private static final Path PAGE = Path.of("../../docs/operations.md");
  private static final CommandLine ROOT = Vaultjca.commandLine(Terminal.of(null, null, null));
  private static final Pattern QUOTED = Pattern.compile("`([^`]*)`");
  private static final Pattern TEST_ANNOTATION =
      Pattern.compile("^  @(Parameterized)?Test(Factory)?\\b", Pattern.MULTILINE);
  private static final Set<String> INTERFACES =
      Set.of(
          "Cipher",
          "KeyFactory",
          "KeyGenerator",
          "KeyPairGenerator",
          "KeyStore",
          "SecureRandom",
          "Signature");

  /** The operations of the reference by chapter. */
  private static final Map<String, List<String>> REFERENCE = new LinkedHashMap<>();

  static {
    put(
        "Vaults",
        "Check Name Availability, Create Or Update, Delete, Get, Get Deleted, List,"
            + " List By Resource Group, List By Subscription, List Deleted, Purge Deleted, Update,"
            + " Update Access Policy");
    put(
        "Keys",
        "Backup Key, Create Key, Decrypt, Delete Key, Encrypt, Get Deleted Key, Get Deleted Keys,"
            + " Get Key, Get Key Versions, Get Keys, Import Key, Purge Deleted Key,"
            + " Recover Deleted Key, Restore Key, Sign, Unwrap Key, Update Key, Verify, Wrap Key");
    put(
        "Secrets",
        "Backup Secret, Delete Secret, Get Deleted Secret, Get Deleted Secrets, Get Secret,"
            + " Get Secret Versions, Get Secrets, Purge Deleted Secret, Recover Deleted Secret,"
            + " Restore Secret, Set Secret, Update Secret");
    put(
        "Certificates",
        "Backup Certificate, Create Certificate, Delete Certificate, Delete Certificate Contacts,"
            + " Delete Certificate Issuer, Delete Certificate Operation, Get Certificate,"
            + " Get Certificate Contacts, Get Certificate Issuer, Get Certificate Issuers,"
            + " Get Certificate Operation, Get Certificate Policy, Get Certificate Versions,"
            + " Get Certificates, Get Deleted Certificate, Get Deleted Certificates,"
            + " Import Certificate, Merge Certificate, Purge Deleted Certificate,"
            + " Recover Deleted Certificate, Restore Certificate, Set Certificate Contacts,"
            + " Set Certificate Issuer, Update Certificate, Update Certificate Issuer,"
            + " Update Certificate Operation, Update Certificate Policy");
    put(
        "Storage accounts and SAS definitions",
        "Backup Storage Account, Delete Sas Definition, Delete Storage Account,"
            + " Get Deleted Sas Definition, Get Deleted Sas Definitions,"
            + " Get Deleted Storage Account, Get Deleted Storage Accounts, Get Sas Definition,"
            + " Get Sas Definitions, Get Storage Account, Get Storage Accounts,"
            + " Purge Deleted Storage Account, Recover Deleted Sas Definition,"
            + " Recover Deleted Storage Account, Regenerate Storage Account Key,"
            + " Restore Storage Account, Set Sas Definition, Set Storage Account,"
            + " Update Sas Definition, Update Storage Account");
  }

  private static void put(String chapter, String operations) {
    REFERENCE.put(chapter, List.of(operations.split(", ", -1)));
  }

  /**
   * A row of the page.
   *
   * @param test the tests of the JCA and of the command, in backticks
   */
  private record Row(String chapter, String operation, String jca, String command, String test) {
    String problem(String what) {
      return "%s, %s: %s".formatted(chapter, operation, what);
    }
  }

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    String chapter = "";
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("### ")) {
        chapter = line.substring(4);
      } else if (!chapter.isEmpty()
          && line.startsWith("| ")
          && !line.startsWith("| Operation |")
          && !line.startsWith("| ---")) {
        String[] cells = line.substring(1, line.length() - 1).split("\\|", -1);
        assertThat(cells).as(line).hasSize(4);
        rows.add(
            new Row(
                chapter, cells[0].strip(), cells[1].strip(), cells[2].strip(), cells[3].strip()));
      }
    }
    return rows;
  }

  @Test
  void hasEveryOperationOnce() throws IOException {
    Map<String, List<String>> found = new LinkedHashMap<>();
    for (Row row : rows()) {
      found.computeIfAbsent(row.chapter(), chapter -> new ArrayList<>()).add(row.operation());
    }
    assertThat(found).isEqualTo(REFERENCE);
    assertThat(rows()).hasSize(90);
  }

  @Test
  void everyOperationIsReachedAndTested() throws IOException {
    List<String> problems = new ArrayList<>();
    for (Row row : rows()) {
      check(row, problems);
    }
    assertThat(problems).isEmpty();
  }

  private static void check(Row row, List<String> problems) throws IOException {
    List<String> commands = quoted(row.command());
    List<String> tests = quoted(row.test());
    if (row.jca().isEmpty() && commands.isEmpty()) {
      problems.add(row.problem("neither the JCA nor a command reaches it"));
    }
    if (tests.isEmpty()) {
      problems.add(row.problem("no test"));
    }
    if (!row.jca().isEmpty()) {
      for (String name : row.jca().replaceAll(" ?\\([^)]*\\)", "").split(", ", -1)) {
        if (!INTERFACES.contains(name)) {
          problems.add(row.problem("%s is not an interface of the JCA".formatted(name)));
        }
      }
      if (tests.stream().allMatch(test -> test.startsWith("command."))) {
        problems.add(row.problem("no test of the JCA's way"));
      }
    }
    if (!row.command().isEmpty() && commands.isEmpty()) {
      problems.add(row.problem("the command is not in backticks: " + row.command()));
    }
    for (String command : commands) {
      if (!isVerb(command)) {
        problems.add(row.problem("there is no command `%s`".formatted(command)));
      }
    }
    if (!commands.isEmpty() && tests.stream().noneMatch(test -> test.startsWith("command."))) {
      problems.add(row.problem("no test of the command"));
    }
    for (String test : tests) {
      if (!isTest(test)) {
        problems.add(row.problem("there is no test `%s`".formatted(test)));
      }
    }
  }

  private static List<String> quoted(String cell) {
    return QUOTED.matcher(cell).results().map(result -> result.group(1)).toList();
  }

  /**
   * Whether these words name a verb. The words after the first option are options, which must
   * exist, and their values.
   */
  private static boolean isVerb(String call) {
    CommandLine command = ROOT;
    boolean behindOption = false;
    for (String word : call.split(" ", -1)) {
      if (word.startsWith("-")) {
        behindOption = true;
        if (command.getCommandSpec().findOption(word) == null) {
          return false;
        }
      } else if (!behindOption) {
        command = command.getSubcommands().get(word);
        if (command == null) {
          return false;
        }
      }
    }
    return command.getCommand() instanceof Verb;
  }

  /** Looks in the sources, because several modules have tests: MODULE.PACKAGE.CLASS.METHOD. */
  private static boolean isTest(String name) throws IOException {
    List<String> path = new ArrayList<>(Arrays.asList(name.split("\\.", -1)));
    String module = path.get(0);
    if (!Set.of("command", "consumers").contains(module)) {
      module = "conformance";
      path.add(0, module);
    }
    String method = path.remove(path.size() - 1);
    Path source =
        Path.of("..", module, "src/test/java/io/vaultjca", String.join("/", path) + ".java");
    if (!Files.exists(source)) {
      return false;
    }
    Pattern declaration = Pattern.compile("^  (public )?\\S+ " + method + "\\(", Pattern.MULTILINE);
    return Arrays.stream(Files.readString(source).split("\n\n", -1))
        .anyMatch(part -> declaration.matcher(part).find() && TEST_ANNOTATION.matcher(part).find());
  }

  /** A test of this test: it finds missing commands and tests. */
  @Test
  void missingCommandsAndTestsAreFound() throws IOException {
    assertThat(isVerb("keys list")).isTrue();
    assertThat(isVerb("keys")).isFalse();
    assertThat(isVerb("keys lsit")).isFalse();
    assertThat(isVerb("keys list list")).isFalse();
    assertThat(isVerb("keys list --json")).isTrue();
    assertThat(isVerb("keys list --jsno")).isFalse();
    assertThat(isTest("command.ReferenceTest.hasEveryOperationOnce")).isTrue();
    assertThat(isTest("command.ReferenceTest.isTest")).isFalse();
    assertThat(isTest("command.ReferenceTest.everyOperation")).isFalse();
    assertThat(isTest("command.ReferencesTest.hasEveryOperationOnce")).isFalse();
    assertThat(isTest("keystore.KeyStoreWritingTest.importsASymmetricKeyIntoAManagedHsm")).isTrue();
    List<String> problems = new ArrayList<>();
    check(new Row("Keys", "Sign", "", "", ""), problems);
    check(new Row("Keys", "Sign", "Signature", "`keys sing`", "`command.X.y`"), problems);
    check(new Row("Keys", "Sign", "Signatur", "keys list", ""), problems);
    assertThat(problems)
        .containsExactly(
            "Keys, Sign: neither the JCA nor a command reaches it",
            "Keys, Sign: no test",
            "Keys, Sign: no test of the JCA's way",
            "Keys, Sign: there is no command `keys sing`",
            "Keys, Sign: there is no test `command.X.y`",
            "Keys, Sign: no test",
            "Keys, Sign: Signatur is not an interface of the JCA",
            "Keys, Sign: no test of the JCA's way",
            "Keys, Sign: the command is not in backticks: keys list");
  }
}
