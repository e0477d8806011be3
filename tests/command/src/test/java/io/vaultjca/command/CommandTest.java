package io.vaultjca.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vaultjca.embedded.VaultServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all verbs have in common. */
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
  void aloneItHelps() {
    Run run = Run.withoutConfig().run();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: vaultjca", "keys", "Example:");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void theVersionNamesCommitAndJdk() {
    Run run = Run.withoutConfig().run("--version");
    assertThat(run.out())
        .matches("vaultjca [0-9.]+(-SNAPSHOT)? \\(commit ([0-9a-f]{7,}|not known)\\)\\RJDK .*\\R");
  }

  @Test
  void aWrongCallIsExplained() {
    Run run = Run.withoutConfig().run("keys", "lsit");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("lsit").contains("Try: java -jar vaultjca.jar keys --help");
    assertThat(Run.withoutConfig().run("keys").err()).startsWith("Say what to do: list, ");
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
}
