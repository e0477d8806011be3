package io.vaultjca.command.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.command.Run;
import io.vaultjca.command.SdkClients;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs of {@code secrets}, checked with the Azure SDK's client. */
class SecretsTest {
  private static final String VALUE = "s3cr€t-Valu3-4711 \t end";

  @TempDir private Path folder;

  private VaultServer vault;
  private Path config;
  private SecretClient sdk;

  @BeforeEach
  void start() {
    vault = VaultServer.start();
    config = vault.writeProperties(folder.resolve("vault.properties"));
    sdk = new SdkClients(vault).secrets();
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private Run run(String... arguments) {
    return Run.with(config).run(arguments);
  }

  private JsonNode json(String... arguments) throws Exception {
    List<String> all = new java.util.ArrayList<>(List.of(arguments));
    all.add("--json");
    return run(all.toArray(new String[0])).json();
  }

  private static void fails(Run run, String... words) {
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(words).doesNotContain("Valu3-4711");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void aValueComesFromAFileFromStandardInputOrFromAPrompt() throws Exception {
    Path file = Files.writeString(folder.resolve("value"), VALUE + "\n");
    Run set =
        run(
            "secrets",
            "set",
            "db",
            "--file",
            file.toString(),
            "--content-type",
            "text/plain",
            "--tag",
            "team=pki",
            "--tag",
            "stage=prod",
            "--not-before",
            "2020-01-02",
            "--expires",
            "2040-02-03T04:05:06Z");
    set.ok();
    assertThat(set.out()).startsWith("Set the secret db, version ").doesNotContain(VALUE);
    KeyVaultSecret seen = sdk.getSecret("db");
    assertThat(seen.getValue()).isEqualTo(VALUE + "\n");
    assertThat(seen.getProperties().getContentType()).isEqualTo("text/plain");
    assertThat(seen.getProperties().getTags())
        .containsEntry("team", "pki")
        .containsEntry("stage", "prod");
    assertThat(seen.getProperties().getNotBefore())
        .isEqualTo(OffsetDateTime.parse("2020-01-02T00:00:00Z"));
    assertThat(seen.getProperties().getExpiresOn())
        .isEqualTo(OffsetDateTime.parse("2040-02-03T04:05:06Z"));

    Run.with(config)
        .input("piped\n".getBytes(UTF_8))
        .run("secrets", "set", "db", "--file", "-")
        .ok();
    assertThat(sdk.getSecret("db").getValue()).isEqualTo("piped\n");

    Run asked = Run.with(config).answering("typed").run("secrets", "set", "db");
    asked.ok();
    assertThat(asked.out()).doesNotContain("typed");
    assertThat(sdk.getSecret("db").getValue()).isEqualTo("typed");

    Run.with(config).input("line\nrest\n".getBytes(UTF_8)).run("secrets", "set", "db").ok();
    assertThat(sdk.getSecret("db").getValue()).isEqualTo("line");
    fails(run("secrets", "set", "db"), "nothing was given");

    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 1});
    fails(run("secrets", "set", "db", "--file", binary.toString()), "not text in UTF-8");
  }

  @Test
  void aValueIsShownOnlyOnRequest() throws Exception {
    sdk.setSecret("db", "before");
    String former = sdk.getSecret("db").getProperties().getVersion();
    sdk.setSecret("db", VALUE);
    assertThat(run("secrets", "show", "db").out())
        .contains("name: ", "previous version: ", former)
        .doesNotContain(VALUE);
    assertThat(json("secrets", "show", "db").has("value")).isFalse();
    assertThat(json("secrets", "show", "db", "--show").get("value").asText()).isEqualTo(VALUE);
    JsonNode other = json("secrets", "show", "db/" + former, "--show");
    assertThat(other.get("value").asText()).isEqualTo("before");

    Path file = folder.resolve("value.txt");
    Run written = run("secrets", "show", "db", "--output", file.toString());
    written.ok();
    assertThat(written.out()).contains(file.toString()).doesNotContain(VALUE);
    assertThat(file).content(UTF_8).isEqualTo(VALUE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    sdk.setSecret("db", "after");
    fails(run("secrets", "show", "db", "--output", file.toString()), "exists", "--force");
    assertThat(file).content(UTF_8).isEqualTo(VALUE);
    run("secrets", "show", "db", "--output", file.toString(), "--force").ok();
    assertThat(file).content(UTF_8).isEqualTo("after");
  }

  @Test
  void listsAreTablesWithoutValues() throws Exception {
    for (int i = 0; i < 30; i++) {
      sdk.setSecret("db-" + i, VALUE);
    }
    String version = sdk.setSecret("db-7", VALUE).getProperties().getVersion();
    Run list = run("secrets", "list");
    assertThat(list.out().lines()).hasSize(31).allMatch(line -> line.length() <= 80);
    assertThat(list.out()).contains("db-7").doesNotContain(VALUE);
    assertThat(json("secrets", "list")).hasSize(30);
    Run versions = run("secrets", "versions", "db-7");
    assertThat(versions.out().lines()).hasSize(3);
    assertThat(versions.out()).contains(version).doesNotContain(VALUE);
  }

  @Test
  void propertiesChangeEvenWhileTheSecretIsDisabled() throws Exception {
    String first = sdk.setSecret("db", "one").getProperties().getVersion();
    sdk.setSecret("db", "two");
    run("secrets", "update", "db", "--no-enabled", "--tag", "a=b").ok();
    fails(run("secrets", "show", "db"), "SecretDisabled");
    JsonNode enabled =
        json(
            "secrets",
            "update",
            "db",
            "--enabled",
            "--expires",
            "2041-01-01",
            "--content-type",
            "x");
    assertThat(enabled.get("expires").asText()).isEqualTo("2041-01-01T00:00:00Z");
    SecretProperties seen = sdk.getSecret("db").getProperties();
    assertThat(seen.isEnabled()).isTrue();
    assertThat(seen.getTags()).containsEntry("a", "b");
    assertThat(seen.getContentType()).isEqualTo("x");
    assertThat(sdk.getSecret("db", first).getProperties().getTags()).isNull();

    run("secrets", "update", "db/" + first, "--tag", "of=one").ok();
    assertThat(sdk.getSecret("db", first).getProperties().getTags()).containsEntry("of", "one");
    JsonNode later = json("secrets", "update", "db", "--expires", "P90D");
    assertThat(Instant.parse(later.get("expires").asText()))
        .isBetween(
            Instant.now().plus(Duration.ofDays(89)), Instant.now().plus(Duration.ofDays(91)));
    assertThat(run("secrets", "update", "../keys/db", "--enabled").exitCode()).isEqualTo(2);
    run("secrets", "set", "off", "--file", file("x"), "--disabled").ok();
    fails(run("secrets", "show", "off", "--show"), "SecretDisabled");
  }

  private String file(String content) throws Exception {
    return Files.writeString(Files.createTempFile(folder, "value", ""), content).toString();
  }

  @Test
  void aDeletedSecretIsRecoveredOrPurged() throws Exception {
    sdk.setSecret("db", VALUE);
    fails(run("secrets", "delete", "db"), "Delete the secret db in " + vault.uri() + "?", "--yes");
    fails(Run.with(config).answering("n").run("secrets", "delete", "db"), "Nothing was done");
    assertThat(sdk.getSecret("db").getValue()).isEqualTo(VALUE);
    Run answered = Run.with(config).answering("y").run("secrets", "delete", "db");
    assertThat(answered.exitCode()).isZero();
    assertThat(answered.out()).startsWith("Deleted the secret db: ");
    assertThat(run("secrets", "deleted", "list").out()).contains("db", "SCHEDULED PURGE");
    JsonNode deleted = json("secrets", "deleted", "show", "db");
    assertThat(deleted.get("recoveryId").asText()).isEqualTo(vault.uri() + "/deletedsecrets/db");

    fails(
        run("secrets", "set", "db", "--file", file(VALUE)),
        "409 Conflict/ObjectIsDeletedButRecoverable",
        "secrets recover (or purge) db");
    run("secrets", "recover", "db").ok();
    assertThat(sdk.getSecret("db").getValue()).isEqualTo(VALUE);

    assertThat(json("secrets", "delete", "db", "--yes").get("scheduledPurge").asText())
        .contains("T");
    fails(run("secrets", "purge", "db"), "for ever?", "--yes");
    run("secrets", "purge", "db", "--yes").ok();
    assertThat(json("secrets", "deleted", "list")).isEmpty();
  }

  @Test
  void aBackupGoesToAnotherVault() throws Exception {
    sdk.setSecret("db", "one");
    sdk.setSecret("db", VALUE);
    Path file = folder.resolve("db.backup");
    fails(run("secrets", "backup", "db"), "--output");
    run("secrets", "backup", "db", "--output", file.toString()).ok();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    fails(run("secrets", "restore", file.toString()), "409");
    try (VaultServer other = VaultServer.start()) {
      Path there = other.writeProperties(folder.resolve("other.properties"));
      Run restored = Run.with(there).run("secrets", "restore", file.toString());
      restored.ok();
      assertThat(restored.out()).isEqualToIgnoringNewLines("Restored the secret db.");
      SecretClient others = new SdkClients(other).secrets();
      assertThat(others.getSecret("db").getValue()).isEqualTo(VALUE);
      assertThat(others.listPropertiesOfSecretVersions("db")).hasSize(2);
    }
  }

  @Test
  void aDeletionDoesNotWaitWithoutPermissionToRead() throws Exception {
    try (VaultServer prompt = VaultServer.builder().deletionDelay(Duration.ZERO).start()) {
      SecretClient client = new SdkClients(prompt).secrets();
      client.setSecret("db", VALUE);
      Path narrow = folder.resolve("narrow.properties");
      prompt.writeProperties(narrow, prompt.accessToken("secrets/delete", "secrets/recover"));
      fails(
          Run.with(narrow).run("secrets", "set", "db", "--file", file("x")),
          "403 Forbidden",
          "Key Vault Secrets Officer");
      Run.with(narrow).run("secrets", "delete", "db", "--yes").ok();
      assertThat(client.listDeletedSecrets()).hasSize(1);
      Run.with(narrow).run("secrets", "recover", "db").ok();
      assertThat(client.getSecret("db").getValue()).isEqualTo(VALUE);
    }
  }

  /** The SDK would log such an answer, with the value. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"enabled\":true | \"enabled\":\"yes\"",
        "\"recoverableDays\": | \"recoverableDays\":1e400,\"other\":",
        "\"attributes\":{ | \"attributes\":7,\"other\":{",
        "\"value\":\" | \"value\":[\"x\"],\"other\":\"",
      })
  void aMalformedAnswerIsRefused(String from, String to) {
    sdk.setSecret("db", VALUE);
    vault.faults().inject("secrets/get", Fault.rewritten(body -> body.replace(from, to)));
    fails(run("secrets", "show", "db", "--show"), "not what the service promises");
  }

  @Test
  void serviceErrorsDoNotRepeatTheValue() throws Exception {
    vault
        .faults()
        .inject(
            "secrets/set",
            Fault.body(
                400,
                "{\"error\":{\"code\":\"BadParameter\",\"message\":\"Not good: s3cr€t-Valu3-4711\"}}"));
    fails(run("secrets", "set", "db", "--file", file(VALUE)), "BadParameter");
  }
}
