package io.vaultjca.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.command.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code docs/command.md} names every verb; {@code -Dcommand.page.write=true} writes them there.
 */
class CommandPageTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "command.md");
  private static final String BEGIN = "<!-- verbs: written by CommandPageTest -->\n";
  private static final String END = "<!-- end of verbs -->\n";

  @Test
  void thePageNamesEveryVerb() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String wanted = page.substring(0, begin) + table() + page.substring(end);
    if (Boolean.getBoolean("command.page.write")) {
      Files.writeString(PAGE, wanted);
    }
    assertThat(PAGE)
        .as("Generated: run CommandPageTest with -Dcommand.page.write=true, and commit the page.")
        .hasContent(wanted);
    assertThat(wanted).contains("| `keys list` | Lists the keys. |");
  }

  private static String table() {
    StringBuilder table = new StringBuilder("| command | what it does |\n| --- | --- |\n");
    add(table, "", Vaultjca.commandLine(Terminal.of(null, null, null)).getCommandSpec());
    return table.toString();
  }

  private static void add(StringBuilder table, String path, CommandSpec command) {
    if (command.name().equals("generate-completion")) {
      return; // The page has a line on it.
    }
    if (command.subcommands().isEmpty()) {
      String what = command.usageMessage().description()[0];
      table.append("| `%s` | %s |\n".formatted(path.strip(), what));
    }
    command.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .distinct()
        .forEach(each -> add(table, path + each.name() + " ", each));
  }
}
