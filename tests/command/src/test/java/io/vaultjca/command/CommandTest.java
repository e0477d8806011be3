package io.vaultjca.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vaultjca.command.terminal.Terminal;
import io.vaultjca.embedded.VaultServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The behaviour that all verbs share. */
class CommandTest {
  @TempDir static Path folder;

  private static VaultServer vault;
  private static Path config;

  @BeforeAll
  static void start() {
    vault = VaultServer.start();
    vault.seed("{\"keys\":[{\"name\":\"release\",\"kty\":\"EC\",\"crv\":\"P-256\"}]}");
    config = vault.writeProperties(folder.resolve("vault.properties"));
  }

  @AfterAll
  static void stop() {
    vault.close();
  }

  @Test
  void withoutAVerbItPrintsTheHelp() {
    Run run = Run.withoutConfig().run();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: vaultjca", "keys", "Example:");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void theVersionNamesCommitAndJdk() {
    Run run = Run.withoutConfig().run("--version");
    assertThat(run.out())
        .matches("vaultjca [0-9.]+(-SNAPSHOT)? \\(commit ([0-9a-f]{7,}|unknown)\\)\\RJDK .*\\R");
  }

  @Test
  void aWrongCallIsExplained() {
    Run run = Run.withoutConfig().run("keys", "lsit");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("lsit").contains("Try: java -jar vaultjca.jar keys --help");
    assertThat(Run.withoutConfig().run("keys").err()).startsWith("Say what to do: list, ");
  }

  /** Only the group that a line begins with is built: nowhere else may that show. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--help keys",
        "--json --help",
        "-h secrets list",
        "",
        "--json",
        "--config x"
      })
  void aHelpThatBelongsToNoGroupListsThemAll(String words) {
    String[] arguments = words.isEmpty() ? new String[0] : words.split(" ", -1);
    assertThat(Run.withoutConfig().run(arguments).ok().out())
        .contains(
            "  doctor ", "  keys ", "  secrets ", "  certificates ", "  vaults ", "  storage ")
        .contains("generate-completion");
  }

  @Test
  void everyGroupIsFoundWhereverItStands() {
    Path named = folder.resolve("keys");
    for (String group : List.of("doctor", "keys", "secrets", "certificates", "vaults", "storage")) {
      for (String before : List.of("", "--json ", "--config " + named + " ", "--config=x ")) {
        String line = before + group + " --help";
        assertThat(Run.withoutConfig().run(line.split(" ", -1)).ok().out())
            .as(line)
            .startsWith("Usage: vaultjca " + group);
      }
    }
    assertThat(Run.withoutConfig().run("--config", "keys", "secrets", "list").err())
        .contains("keys does not exist");
    assertThat(Run.withoutConfig().run("kyes", "list").err()).startsWith("Unmatched argument");
    assertThat(Run.withoutConfig().run("generate-completion").ok().out())
        .contains("secrets", "certificates", "rotation-policy");
  }

  @Test
  void withoutAVaultItSaysWhatToSet() {
    Run run = Run.withoutConfig().run("keys", "list");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("azure.keyvault.uri").doesNotContain("\tat ");
  }

  @Test
  void aListIsATableOrJson() throws Exception {
    Run table = Run.with(config).run("keys", "list");
    assertThat(table.err()).isEmpty();
    assertThat(table.exitCode()).isZero();
    List<String> lines = table.out().lines().toList();
    assertThat(lines.get(0)).startsWith("NAME     ENABLED  EXPIRES");
    assertThat(lines.get(1)).startsWith("release  yes");

    JsonNode json =
        new ObjectMapper().readTree(Run.with(config).run("keys", "list", "--json").out());
    assertThat(json.get(0).get("name").asText()).isEqualTo("release");
    assertThat(json.get(0).get("enabled").asBoolean()).isTrue();
  }

  @Test
  void aFailureIsOneMessage() {
    Run run = Run.with(config).run("keys", "show", "relase");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("Showing the key relase in " + vault.uri() + " failed: ");
  }

  @Test
  void lostOutputIsAFailure() throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    int exitCode =
        Vaultjca.run(
            Terminal.of(
                InputStream.nullInputStream(),
                new PrintStream(full, true, UTF_8),
                new PrintStream(err, true, UTF_8)),
            "--config",
            config.toString(),
            "keys",
            "public-key",
            "release");
    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("incomplete", "standard output").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys update release",
        "secrets update db",
        "certificates update web",
        "certificates policy set web",
        "certificates issuers update ca",
        "storage account update logs",
        "vaults update payments -g prod --subscription 00000000-0000-0000-0000-000000000000"
      })
  void aChangeWithoutOptionsIsAMisuse(String call) {
    Run run = Run.with(config).run(call.split(" ", -1));
    assertThat(run.err()).startsWith("Say what to change: see --help.");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void aClosedPipeEndsQuietly() throws Exception {
    Process process = process("keys", "list");
    process.getInputStream().close();
    assertThat(errors(process)).isEmpty();
    assertThat(process.waitFor()).isEqualTo(141);
  }

  @Test
  void anEncodingWithoutEllipsisGetsDots() throws Exception {
    vault.writeProperties(folder.resolve("narrow.properties"), vault.accessToken("secrets/get"));
    Process process = process("keys", "list", "--config", "narrow.properties");
    assertThat(errors(process))
        .singleElement(STRING)
        .contains("403", "...\"")
        .doesNotContain("?", "\ufffd");
    assertThat(process.waitFor()).isEqualTo(1);
  }

  /** What a command says, except for how long it waits on a busy machine. */
  private static List<String> errors(Process process) {
    return process.errorReader(UTF_8).lines().filter(line -> !line.startsWith("INFO: ")).toList();
  }

  /** Runs the command in a JVM whose locale is C. */
  private static Process process(String... arguments) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.addAll(List.of(arguments));
    if (!words.contains("--config")) {
      words.addAll(List.of("--config", "vault.properties"));
    }
    ProcessBuilder process = new ProcessBuilder(words).directory(folder.toFile());
    process.environment().put("LC_ALL", "C");
    return process.start();
  }

  @Test
  void aFolderIsNotAFileToRead() {
    Run run = Run.with(config).run("keys", "sign", "release", folder.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualToIgnoringNewLines("The file %s is a folder: name a file.".formatted(folder));
  }

  @Test
  void anArgumentIsNeverReplacedByAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("words"), "hunter2");
    Run run = Run.with(config).run("secrets", "set", "db", "@" + file);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("@" + file).doesNotContain("hunter2");
  }

  @Test
  void onlyARegularFileIsReplaced() throws Exception {
    Path socket = folder.resolve("socket");
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket));
      for (List<String> force : List.of(List.<String>of(), List.of("--force"))) {
        List<String> words = new ArrayList<>(List.of("keys", "public-key", "release"));
        words.addAll(List.of("--output", socket.toString()));
        words.addAll(force);
        Run run = Run.with(config).run(words.toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("is a link, a device, a pipe or a socket: name a file.");
        assertThat(Files.exists(socket) && !Files.isRegularFile(socket)).isTrue();
      }
    }
  }

  @Test
  void tagsCannotControlTheTerminal() {
    String tag = "who=\u001b[31m\u009b31m\u202eevil";
    try (VaultServer other = VaultServer.start()) {
      Path its = other.writeProperties(folder.resolve("other.properties"));
      Run.with(its).run("keys", "create", "steering", "--type", "EC", "--tag", tag);
      Run run = Run.with(its).run("keys", "show", "steering");
      assertThat(run.out()).contains("evil").doesNotContain("\u001b", "\u009b", "\u202e");
    }
  }

  @Test
  void aLinkIsNotReplaced() throws Exception {
    Path target = Files.writeString(folder.resolve("target.pem"), "before");
    Path link = Files.createSymbolicLink(folder.resolve("link.pem"), target);
    Run run =
        Run.with(config)
            .run("keys", "public-key", "release", "--output", link.toString(), "--force");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(link + " is a link");
    assertThat(link).isSymbolicLink().hasContent("before");
  }

  @Test
  void jsonIsUtf8InEveryLocale() throws Exception {
    try (VaultServer other = VaultServer.start()) {
      other.seed("{\"secrets\":[{\"name\":\"s\",\"value\":\"gr\u00fc\u00df\"}]}");
      Path its = other.writeProperties(folder.resolve("utf8.properties"));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PrintStream ascii = new PrintStream(out, true, US_ASCII);
      int exitCode =
          Vaultjca.run(
              Terminal.of(InputStream.nullInputStream(), ascii, System.err),
              "--config",
              its.toString(),
              "secrets",
              "show",
              "s",
              "--show",
              "--json");
      assertThat(exitCode).isZero();
      assertThat(new ObjectMapper().readTree(out.toByteArray()).get("value").asText())
          .isEqualTo("gr\u00fc\u00df");
    }
  }

  @Test
  void anArgumentThatTheLocaleGarblesIsRefused() {
    Run run = Run.with(config).run("keys", "create", "t", "--type", "EC", "--tag", "n=\ufffd");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("LC_ALL=C.UTF-8");
  }

  @Test
  void aHyphenIsNotAFileName() {
    Run run = Run.with(config).run("keys", "public-key", "release", "--output", "-");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("To write to standard output, omit --output.");
  }
}
