package io.vaultjca.command.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.command.Run;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs of {@code storage}. */
class StorageVerbsTest {
  private static final String RESOURCE =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/kvstorageacc";
  private static final String TEMPLATE =
      "sv=2018-03-28&ss=b&srt=sco&sp=rl&se=2026-01-01&sig=XXFNfuMCHYrBx0bhemJ7%3D";

  @TempDir private Path folder;
  private VaultServer vault;
  private Path config;

  @BeforeEach
  void start() {
    vault = VaultServer.builder().accessPolicies(true).start();
    config = vault.writeProperties(folder.resolve("vault.properties"));
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void anAccountIsSetShownListedAndUpdated() throws Exception {
    JsonNode set =
        json(
            "storage",
            "account",
            "set",
            "logs",
            "--resource-id",
            RESOURCE,
            "--active-key",
            "key2",
            "--regeneration-period",
            "P30D",
            "--tag",
            "team=a",
            "--tag",
            "x=y");
    assertThat(set.get("name").asText()).isEqualTo("logs");
    assertThat(set.get("id").asText()).isEqualTo(vault.uri() + "/storage/logs");
    assertThat(set.get("resourceId").asText()).isEqualTo(RESOURCE);
    assertThat(set.get("activeKeyName").asText()).isEqualTo("key2");
    assertThat(set.get("autoRegenerateKey").asBoolean()).isTrue();
    assertThat(set.get("regenerationPeriod").asText()).isEqualTo("P30D");
    assertThat(set.get("enabled").asBoolean()).isTrue();
    assertThat(set.get("recoverableDays").asInt()).isEqualTo(7);
    assertThat(set.get("tags").toString()).isEqualTo("{\"team\":\"a\",\"x\":\"y\"}");
    assertThat(json("storage", "account", "show", "logs")).isEqualTo(set);
    assertThat(ok("storage", "account", "list").lines())
        .satisfiesExactly(
            head -> assertThat(head).startsWith("NAME  ENABLED  RESOURCE ID"),
            line -> assertThat(line).startsWith("logs  yes      /subscriptions/s/"));

    JsonNode updated =
        json(
            "storage",
            "account",
            "update",
            "logs",
            "--active-key",
            "key1",
            "--no-auto-regenerate-key",
            "--no-enabled",
            "--tag",
            "team=b");
    assertThat(updated.get("activeKeyName").asText()).isEqualTo("key1");
    assertThat(updated.get("autoRegenerateKey").asBoolean()).isFalse();
    assertThat(updated.get("regenerationPeriod").asText()).isEqualTo("P30D");
    assertThat(updated.get("enabled").asBoolean()).isFalse();
    assertThat(updated.get("tags").toString()).isEqualTo("{\"team\":\"b\"}");
  }

  @Test
  void aKeyIsRegeneratedAfterAQuestion() throws Exception {
    setAccount("logs");
    Run unasked = Run.with(config).run("storage", "account", "regenerate-key", "logs", "key2");
    assertThat(unasked.exitCode()).isEqualTo(1);
    assertThat(unasked.err()).contains("add --yes");
    Run no =
        Run.with(config).answering("n").run("storage", "account", "regenerate-key", "logs", "key2");
    assertThat(no.exitCode()).isEqualTo(1);
    assertThat(json("storage", "account", "show", "logs").get("activeKeyName").asText())
        .isEqualTo("key1");
    assertThat(vault.counters().requests("storage/regeneratekey")).isZero();
    assertThat(
            json("storage", "account", "regenerate-key", "logs", "key2", "--yes")
                .get("activeKeyName")
                .asText())
        .isEqualTo("key2");
  }

  @Test
  void anAccountIsDeletedRecoveredAndPurged() throws Exception {
    setAccount("logs");
    assertThat(
            Run.with(config).answering("n").run("storage", "account", "delete", "logs").exitCode())
        .isEqualTo(1);
    assertThat(ok("storage", "account", "delete", "logs", "--yes"))
        .isEqualTo("Deleted the storage account logs.\n");
    assertThat(json("storage", "account", "list")).isEmpty();
    assertThat(names(json("storage", "account", "deleted", "list"))).containsExactly("logs");
    JsonNode deleted = json("storage", "account", "deleted", "show", "logs");
    assertThat(deleted.get("deleted").asText()).endsWith("Z");
    assertThat(deleted.get("scheduledPurge").asText())
        .isGreaterThan(deleted.get("deleted").asText());

    assertThat(json("storage", "account", "recover", "logs").get("name").asText())
        .isEqualTo("logs");
    assertThat(names(json("storage", "account", "list"))).containsExactly("logs");

    ok("storage", "account", "delete", "logs", "--yes");
    assertThat(Run.with(config).answering("y").run("storage", "account", "purge", "logs").out())
        .isEqualTo("Purged the storage account logs.\n");
    assertThat(json("storage", "account", "deleted", "list")).isEmpty();
  }

  @Test
  void aBackupIsAFileOfItsOwnerAndRestores() throws Exception {
    setAccount("logs");
    setSas("logs", "reader");
    Path backup = folder.resolve("logs.backup");
    ok("storage", "account", "backup", "logs", "--output", backup.toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
        .isEqualTo("rw-------");
    byte[] first = Files.readAllBytes(backup);
    Run again =
        Run.with(config).run("storage", "account", "backup", "logs", "--output", backup.toString());
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("exists").contains("--force");
    assertThat(backup).hasBinaryContent(first);
    ok("storage", "account", "backup", "logs", "--output", backup.toString(), "--force");

    assertThat(Run.with(config).run("storage", "account", "restore", backup.toString()).exitCode())
        .isEqualTo(1);
    try (VaultServer other = VaultServer.start()) {
      Run.Caller there = Run.with(other.writeProperties(folder.resolve("other.properties")));
      Run restored =
          there
              .input(Files.readAllBytes(backup))
              .run("storage", "account", "restore", "-", "--json");
      assertThat(restored.err()).isEmpty();
      assertThat(there.run("storage", "sas", "list", "logs").out()).contains("reader  yes");
    }
  }

  @Test
  void aDefinitionIsSetShownListedAndUpdated() throws Exception {
    setAccount("logs");
    JsonNode set = setSas("logs", "reader");
    assertThat(set.get("id").asText()).isEqualTo(vault.uri() + "/storage/logs/sas/reader");
    assertThat(set.get("secretId").asText()).isEqualTo(vault.uri() + "/secrets/logs-reader");
    assertThat(set.get("sasType").asText()).isEqualTo("account");
    assertThat(set.get("validityPeriod").asText()).isEqualTo("P1D");
    assertThat(json("storage", "sas", "show", "logs", "reader")).isEqualTo(set);
    assertThat(ok("storage", "sas", "list", "logs"))
        .contains("reader  yes      " + vault.uri() + "/secrets/logs-reader");

    Path token = folder.resolve("token.txt");
    Files.writeString(token, "sv=2018-03-28&sp=r&sig=abc\n");
    JsonNode updated =
        json(
            "storage",
            "sas",
            "update",
            "logs",
            "reader",
            "--template",
            token.toString(),
            "--validity",
            "PT2H",
            "--no-enabled");
    assertThat(updated.get("validityPeriod").asText()).isEqualTo("PT2H");
    assertThat(updated.get("sasType").asText()).isEqualTo("account");
    assertThat(updated.get("enabled").asBoolean()).isFalse();
    assertThat(
            json("storage", "sas", "show", "logs", "reader", "--show").get("templateUri").asText())
        .isEqualTo("sv=2018-03-28&sp=r&sig=abc");
  }

  @Test
  void aDefinitionIsDeletedAndRecovered() throws Exception {
    setAccount("logs");
    setSas("logs", "reader");
    assertThat(Run.with(config).run("storage", "sas", "delete", "logs", "reader").err())
        .contains("add --yes");
    assertThat(ok("storage", "sas", "delete", "logs", "reader", "--yes"))
        .isEqualTo("Deleted the SAS definition reader of logs.\n");
    assertThat(json("storage", "sas", "list", "logs")).isEmpty();
    assertThat(names(json("storage", "sas", "deleted", "list", "logs"))).containsExactly("reader");
    JsonNode deleted = json("storage", "sas", "deleted", "show", "logs", "reader");
    assertThat(deleted.has("scheduledPurge")).isTrue();
    ok("storage", "sas", "recover", "logs", "reader");
    assertThat(names(json("storage", "sas", "list", "logs"))).containsExactly("reader");
  }

  /** A template that is signed with a real key is a valid token. */
  @Test
  void theSignatureOfATemplateIsShownOnlyOnRequest() throws Exception {
    setAccount("logs");
    assertThat(setSas("logs", "reader").get("templateUri").asText())
        .isEqualTo("sv=2018-03-28&ss=b&srt=sco&sp=rl&se=2026-01-01&sig=***");
    requireHidden("storage sas show logs reader");
    ok("storage", "sas", "delete", "logs", "reader", "--yes");
    requireHidden("storage sas deleted show logs reader");
  }

  private void requireHidden(String call) {
    assertThat(ok(call.split(" ", -1))).contains("sig=***").doesNotContain("XXFN");
    assertThat(ok((call + " --show").split(" ", -1))).contains(TEMPLATE);
  }

  @Test
  void listsGoOnAcrossShortAndEmptyPages() throws Exception {
    for (int i = 0; i < 4; i++) {
      setAccount("a" + i);
    }
    vault.faults().pageSizes(1, 0, 2);
    assertThat(names(json("storage", "account", "list"))).containsExactly("a0", "a1", "a2", "a3");
  }

  /** The versions from 2026-03-01-preview on have no storage accounts. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "7.0",
        "7.4",
        "2025-07-01",
        "2026-01-01-preview",
        "2026-04-01",
        "2026-07-01-preview"
      })
  void usesAnApiVersionWithStorageAccounts(String version) throws Exception {
    Files.writeString(
        config, "azure.keyvault.api-version=" + version + "\n", StandardOpenOption.APPEND);
    setAccount("logs");
    assertThat(names(json("storage", "account", "list"))).containsExactly("logs");
  }

  @Test
  void aManagedHsmReceivesNoRequest() throws IOException {
    try (VaultServer hsm = VaultServer.builder().managedHsm(true).start()) {
      Path file = hsm.writeProperties(folder.resolve("hsm.properties"));
      Run run = Run.with(file).run("storage", "account", "list");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .isEqualTo(
              hsm.uri() + " is a Managed HSM, which has no storage accounts: name a vault.\n");
      assertThat(hsm.counters().requests()).isZero();
    }
  }

  @Test
  void aMissingPermissionIsNamed() throws IOException {
    String all = Files.readString(config);
    Files.writeString(
        config,
        all.replaceFirst(
            "(?m)^azure.keyvault.access-token=.*$",
            "azure.keyvault.access-token=" + vault.accessToken("keys/*")));
    Run run = Run.with(config).run("storage", "account", "show", "logs");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err())
        .startsWith("Showing the storage account logs in " + vault.uri() + " failed: ")
        .contains("does not have storage get permission");
  }

  @ParameterizedTest
  @CsvSource({
    "storage account show a/b, is not a valid name here",
    "storage account show, Missing required parameter",
    "storage account set logs, Missing required option",
    "storage account update logs, Say what to change: see --help.",
    "storage sas update logs reader, Say what to change: see --help.",
    "storage sas set logs reader --type account, Give both --template and --validity.",
    "storage sas show logs ../x, is not a valid name here"
  })
  void aWrongCallIsExplained(String call, String message) {
    Run run = Run.with(config).run(call.split(" ", -1));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message).contains("--help");
    assertThat(vault.counters().requests()).isZero();
  }

  /** A missing or malformed member of an answer is an error of one line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "storage account show logs|storage/get|{\"id\":7}",
        "storage account list|storage/list|{\"value\":{}}",
        "storage account backup logs --output FILE|storage/backup|{}"
      })
  void aMalformedAnswerIsRefused(String call, String operation, String answer) {
    vault.faults().inject(operation, 1, Fault.body(200, answer));
    Run run =
        Run.with(config).run(call.replace("FILE", folder.resolve("b").toString()).split(" ", -1));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("failed");
    assertThat(folder.resolve("b")).doesNotExist();
  }

  /** No second request follows a lost answer, because the first one may have been served. */
  @Test
  void anUnsafeRequestIsNotRetried() throws Exception {
    setAccount("logs");
    vault.faults().inject("storage/regeneratekey", 1, Fault.reset());
    Run run = Run.with(config).run("storage", "account", "regenerate-key", "logs", "key2", "--yes");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("look at the active key of the account");
    assertThat(vault.counters().requests("storage/regeneratekey")).isEqualTo(1);
  }

  @Test
  void waitsForADeletionUntilInterrupted() throws Exception {
    try (VaultServer slow = VaultServer.builder().deletionDelay(Duration.ofDays(1)).start()) {
      Run.Caller there = Run.with(slow.writeProperties(folder.resolve("slow.properties")));
      there.run("storage", "account", "set", "logs", "--resource-id", RESOURCE);
      AtomicReference<Run> run = new AtomicReference<>();
      Thread thread =
          new Thread(() -> run.set(there.run("storage", "account", "delete", "logs", "--yes")));
      thread.start();
      while (slow.counters().requests("storage/getdeleted") < 2 && thread.isAlive()) {
        LockSupport.parkNanos(1_000_000);
      }
      thread.interrupt();
      thread.join();
      assertThat(run.get().exitCode()).isEqualTo(1);
      assertThat(run.get().err()).contains("interrupted");
      assertThat(slow.counters().requests("storage/delete")).isEqualTo(1);
    }
  }

  @Test
  void everyHelpSaysThatItIsLegacy() {
    Set<String> verbs = new TreeSet<>();
    help("storage", verbs);
    assertThat(verbs).hasSize(20);
  }

  /** Collects the verbs of a group recursively. */
  private static void help(String words, Set<String> verbs) {
    String out = Run.withoutConfig().run((words + " --help").split(" ", -1)).out();
    assertThat(out).as(words).startsWith("Usage: vaultjca " + words + " [").contains("Legacy: ");
    assertThat(out.lines()).as(words).allMatch(line -> line.length() <= 80);
    int commands = out.indexOf("Commands:");
    if (commands < 0) {
      verbs.add(words);
      return;
    }
    Matcher command = Pattern.compile("(?m)^  ([a-z-]+)  +\\S").matcher(out);
    for (boolean found = command.find(commands); found; found = command.find()) {
      help(words + " " + command.group(1), verbs);
    }
  }

  private void setAccount(String name) throws IOException {
    json("storage", "account", "set", name, "--resource-id", RESOURCE);
  }

  private JsonNode setSas(String account, String name) throws IOException {
    return Run.with(config)
        .input((TEMPLATE + "\n").getBytes(StandardCharsets.UTF_8))
        .run(
            "storage",
            "sas",
            "set",
            account,
            name,
            "--template",
            "-",
            "--validity",
            "P1D",
            "--json")
        .json();
  }

  private String ok(String... arguments) {
    return Run.with(config).run(arguments).ok().out();
  }

  private JsonNode json(String... arguments) throws IOException {
    return Run.with(config)
        .run(Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new))
        .json();
  }

  private static List<String> names(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(item -> item.get("name").asText())
        .toList();
  }
}
