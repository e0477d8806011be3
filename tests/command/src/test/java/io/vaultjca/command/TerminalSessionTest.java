package io.vaultjca.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of the terminal session in docs/command.md in separate processes, and compares
 * their output, except for parts that differ from run to run: times, identifiers, addresses,
 * folders. {@code -Dcommand.session.write=true} writes the new output.
 */
@EnabledIfSystemProperty(
    named = "vaultjca.full",
    matches = "true",
    disabledReason = "It runs with mvn -Pfull.")
class TerminalSessionTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "command.md");
  private static final String BEGIN = "<!-- session: written by TerminalSessionTest -->\n```text\n";
  private static final String END = "```\n<!-- end of session -->\n";
  private static final String HOST = "https://NAME.vault.azure.net";
  private static final String ALIAS =
      "alias vaultjca='java -jar vaultjca.jar --config vault.properties'";

  /** The parts that differ from run to run, and their placeholders. */
  private static final List<Map.Entry<String, String>> CHANGING =
      List.of(
          Map.entry("\\b[0-9a-f]{32}\\b", "VERSION"),
          Map.entry("\\b\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d)?(\\.\\d+)?)?Z?", "TIME"),
          Map.entry("\\b\\d+([.,]\\d+)? ?(µs|ms|s|min|minutes?|hours?|h|days?)\\b", "DURATION"),
          // Only the mark and the name of a doctor's step: its text depends on the machine.
          Map.entry("(?m)^([✓✗–] .{17}).*", "$1"),
          Map.entry("\\b(17|2\\d)\\.\\d+\\.\\d+[-+.\\w]*", "JDK"));

  @TempDir Path folder;

  @Test
  void printsWhatThePageShows() throws Exception {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(begin).isBetween(BEGIN.length(), end);
    String shown = page.substring(begin, end);
    String recorded = record(shown.lines().filter(line -> line.startsWith("$ ")).toList());
    if (Boolean.getBoolean("command.session.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + recorded + page.substring(end));
      shown = recorded;
    }
    assertThat(unchanging(recorded)).isEqualTo(unchanging(shown));
    assertThat(recorded).contains("✓ signature", "keys create", "keys sign", "Verified OK");
  }

  private static String unchanging(String session) {
    String text = session;
    for (Map.Entry<String, String> change : CHANGING) {
      text = text.replaceAll(change.getKey(), change.getValue());
    }
    // The width of columns depends on their content.
    return text.replaceAll(" +", " ");
  }

  private String record(List<String> commands) throws IOException, InterruptedException {
    try (VaultServer vault = VaultServer.start()) {
      vault.seed(
          "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\",\"exportable\":false,"
              + "\"dnsNames\":[\"localhost\"]}]}");
      vault.writeProperties(folder.resolve("vault.properties"));
      Files.writeString(folder.resolve("app.tar"), "what is to be signed");
      StringBuilder session = new StringBuilder();
      for (String command : commands) {
        session.append(command).append('\n').append(run(command.substring(2)));
      }
      return session
          .toString()
          .replace(vault.uri().toString(), HOST)
          .replace(vault.uri().getAuthority(), HOST.substring("https://".length()))
          .replace(Runtime.version().toString(), "17.0.17")
          .replace(folder.toRealPath() + "/", "")
          .replace(folder + "/", "");
    }
  }

  /** Runs a command of the session in a shell that finds vaultjca. */
  private String run(String command) throws IOException, InterruptedException {
    if (command.equals(ALIAS)) {
      return "";
    }
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", command).directory(folder.toFile());
    shell
        .environment()
        .merge("PATH", program().getParent().toString(), (path, bin) -> bin + ":" + path);
    Process process = shell.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(command + "\n" + output).isZero();
    // On a busy machine the command may also say what it waits for.
    return output
        .lines()
        .filter(line -> !line.startsWith("INFO: "))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /** The program behind the alias, with this test's class path instead of the jar. */
  private Path program() throws IOException {
    Path program = folder.resolve("bin/vaultjca");
    if (Files.notExists(program)) {
      Files.createDirectories(program.getParent());
      Files.writeString(
          program,
          "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp '%s' %s --config vault.properties \"$@\"\n"
              .formatted(
                  Path.of(System.getProperty("java.home"), "bin", "java"),
                  System.getProperty("java.class.path"),
                  Main.class.getName()));
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }
    return program;
  }
}
