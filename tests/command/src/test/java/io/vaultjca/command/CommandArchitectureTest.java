package io.vaultjca.command;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vaultjca.command.terminal.Terminal;
import io.vaultjca.command.verb.Verb;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The rules for the command's code and its help. */
class CommandArchitectureTest {
  private static JavaClasses ours;

  @BeforeAll
  static void read() {
    ours =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.vaultjca.command");
    assertThat(ours.contain(Verb.class)).isTrue();
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("(io.vaultjca.command..)").should().beFreeOfCycles().check(ours);
  }

  @Test
  void theTerminalKnowsNoVault() {
    noClasses()
        .that(resideInAPackage("io.vaultjca.command.terminal"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.vaultjca..", "com.azure.core..", "com.azure.security..")
                .and(
                    com.tngtech.archunit.base.DescribedPredicate.not(
                        resideInAPackage("io.vaultjca.command.terminal"))))
        .check(ours);
  }

  @Test
  void onlyTheTerminalPrintsAndOnlyMainExits() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Terminal.class)
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .accessField(System.class, "in")
        .check(ours);
    noClasses()
        .that()
        .doNotBelongToAnyOf(Main.class)
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(ours);
  }

  @Test
  void staticFieldsAreFinal() {
    fields().that().areStatic().should().beFinal().check(ours);
  }

  @Test
  void everyVerbIsATopLevelClass() {
    classes().that().areAssignableTo(Verb.class).should().beTopLevelClasses().check(ours);
  }

  /** Each verb and each group has a description, and an example that parses. */
  @Test
  void everyHelpHasAnExample() {
    CommandLine root = Vaultjca.commandLine(Terminal.of(null, null, null));
    List<CommandSpec> commands = new ArrayList<>();
    collect(root.getCommandSpec(), commands);
    assertThat(commands).hasSizeGreaterThan(2);
    for (CommandSpec command : commands) {
      String name = command.qualifiedName();
      assertThat(command.usageMessage().description()).as(name).isNotEmpty();
      // An option with one of these names would hide them.
      assertThat(command.findOption("--help").usageHelp()).as(name).isTrue();
      assertThat(command.findOption("--version").versionHelp()).as(name).isTrue();
      String[] footer = command.usageMessage().footer();
      assertThat(footer).as(name).isNotEmpty();
      for (String example : footer) {
        assertThat(example.length()).as(example).isLessThanOrEqualTo(80);
      }
      // A line that ends with a backslash continues on the next one.
      for (String example : String.join("\n", footer).replaceAll(" \\\\\n *", " ").split("\n", 0)) {
        if (example.startsWith("  java -jar vaultjca.jar ")) {
          String[] words = example.strip().replaceFirst(" [<>|] .*", "").split(" +", 0);
          root.parseArgs(List.of(words).subList(3, words.length).toArray(String[]::new));
        }
      }
    }
  }

  /** NullAway does not know which fields picocli sets. */
  @Test
  void exactlyWhatMayBeAbsentIsNullable() {
    List<CommandSpec> commands = new ArrayList<>();
    collect(Vaultjca.commandLine(Terminal.of(null, null, null)).getCommandSpec(), commands);
    for (CommandSpec command : commands) {
      for (ArgSpec argument : command.args()) {
        if (argument.userObject() instanceof Field field && !field.getType().isPrimitive()) {
          Option option = field.getAnnotation(Option.class);
          boolean required = option == null ? argument.arity().min() > 0 : option.required();
          assertThat(field.getAnnotatedType().isAnnotationPresent(Nullable.class))
              .as(field.toString())
              .isEqualTo(!required && argument.defaultValue() == null);
        }
      }
    }
  }

  private static void collect(CommandSpec command, List<CommandSpec> all) {
    if (command.name().equals("generate-completion")) {
      return;
    }
    all.add(command);
    command.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .distinct()
        .forEach(each -> collect(each, all));
  }
}
