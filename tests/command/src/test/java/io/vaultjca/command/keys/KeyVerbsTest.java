package io.vaultjca.command.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.command.Run;
import io.vaultjca.embedded.VaultServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs of {@code keys} that manage keys, in a vault and in a Managed HSM. */
class KeyVerbsTest {
  @TempDir static Path folder;

  private static VaultServer vault;
  private static VaultServer hsm;
  private static Verbs keys;
  private static Verbs hsmKeys;

  @BeforeAll
  static void start() throws Exception {
    vault = VaultServer.builder().premium(true).deletionDelay(Duration.ofMillis(200)).start();
    hsm = VaultServer.builder().managedHsm(true).start();
    keys = Verbs.preview(vault, folder, "vault.properties");
    hsmKeys = Verbs.preview(hsm, folder, "hsm.properties");
  }

  @AfterAll
  static void stop() {
    vault.close();
    hsm.close();
  }

  /** Repeats a run while the name is still in use. */
  private static void eventually(Verbs each, String... arguments) throws Exception {
    Run run = Run.with(each.config()).run(Verbs.keys(arguments));
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (run.exitCode() != 0 && System.nanoTime() < end) {
      assertThat(run.err()).contains("ObjectIsBeing");
      Thread.onSpinWait();
      run = Run.with(each.config()).run(Verbs.keys(arguments));
    }
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "RSA,,RSA,size,2048",
    "RSA,--hsm --size 3072,RSA-HSM,size,3072",
    "EC,,EC,curve,P-256",
    "EC,--curve P-256K --hsm,EC-HSM,curve,P-256K",
    "EC,--curve P-521,EC,curve,P-521",
    "oct,--hsm,oct-HSM,size,256",
    "oct,--hsm --size 128,oct-HSM,size,128",
    "AKP,,AKP-HSM,algorithm,ML-DSA-65",
    "AKP,--hsm --algorithm ML-DSA-87,AKP-HSM,algorithm,ML-DSA-87"
  })
  void createsKeysOfEveryType(
      String type, String options, String shown, String member, String value) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("create", "made", "--type", type));
    if (options != null) {
      arguments.addAll(List.of(options.split(" ", -1)));
    }
    for (Verbs each : List.of(keys, hsmKeys)) {
      String id = each.json(arguments.toArray(String[]::new)).get("id").asText();
      JsonNode key = each.json("show", "made");
      assertThat(key.get("id").asText()).isEqualTo(id);
      assertThat(key.get("type").asText())
          .isEqualTo(each.equals(hsmKeys) && !shown.endsWith("-HSM") ? shown + "-HSM" : shown);
      assertThat(key.get(member).asText()).isEqualTo(value);
    }
  }

  @Test
  void aNewKeyHasTheGivenProperties() throws Exception {
    JsonNode key =
        keys.json(
            "create",
            "asked",
            "--type",
            "RSA",
            "--ops",
            "sign,VERIFY",
            "--not-before",
            "2026-01-01",
            "--expires",
            "P90D",
            "--tag",
            "team=build",
            "--tag",
            "cost=a=b",
            "--disabled");
    assertThat(key.get("operations"))
        .extracting(JsonNode::asText)
        .containsExactly("sign", "verify");
    assertThat(key.get("enabled").asBoolean()).isFalse();
    assertThat(key.get("notBefore").asText()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(Instant.parse(key.get("expires").asText()))
        .isAfter(OffsetDateTime.now(ZoneOffset.UTC).plusDays(89).toInstant());
    assertThat(key.get("tags").get("team").asText()).isEqualTo("build");
    assertThat(key.get("tags").get("cost").asText()).isEqualTo("a=b");
    assertThat(keys.ok("show", "asked").out())
        .contains("operations:", "sign, verify")
        .contains("enabled:")
        .contains("team");
  }

  @Test
  void anUpdateChangesOnlyTheGivenProperties() throws Exception {
    String first =
        keys.json("create", "kept", "--type", "EC", "--tag", "a=1").get("version").asText();
    keys.ok("create", "kept", "--type", "EC");
    JsonNode updated =
        keys.json(
            "update",
            "kept/" + first,
            "--disable",
            "--ops",
            "verify",
            "--expires",
            "2040-01-01T10:00:00Z");
    assertThat(updated.get("version").asText()).isEqualTo(first);
    JsonNode old = keys.json("show", "kept/" + first);
    assertThat(old.get("enabled").asBoolean()).isFalse();
    assertThat(old.get("operations")).extracting(JsonNode::asText).containsExactly("verify");
    assertThat(old.get("expires").asText()).isEqualTo("2040-01-01T10:00:00Z");
    assertThat(old.get("tags").get("a").asText()).isEqualTo("1");
    assertThat(keys.json("show", "kept").get("enabled").asBoolean()).isTrue();
    assertThat(keys.json("update", "kept/" + first, "--no-tags", "--enable").get("tags")).isEmpty();
    assertThat(keys.json("show", "kept/" + first).get("enabled").asBoolean()).isTrue();
    assertThat(keys.json("versions", "kept")).hasSize(2);
    assertThat(keys.ok("versions", "kept").out().lines()).hasSize(3);
    assertThat(keys.misuse("update", "kept")).startsWith("Say what to change");
    assertThat(keys.misuse("update", "kept", "--enable", "--disable")).contains("--disable");
  }

  @Test
  void aDeletedKeyIsShownRecoveredAndPurged() throws Exception {
    for (Verbs each : List.of(keys, hsmKeys)) {
      String id = each.json("create", "gone", "--type", "EC").get("id").asText();
      assertThat(each.failure("delete", "gone")).contains("Delete the key gone", "add --yes");
      Run refused = Run.with(each.config()).answering("n").run(Verbs.keys("delete", "gone"));
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(each.json("show", "gone").get("id").asText()).isEqualTo(id);

      Run deleted = Run.with(each.config()).answering("y").run(Verbs.keys("delete", "gone"));
      assertThat(deleted.out()).startsWith("Deleted the key gone.");
      assertThat(each.failure("show", "gone")).contains("KeyNotFound");
      assertThat(each.json("deleted", "list").findValuesAsText("name")).contains("gone");
      assertThat(each.ok("deleted", "list").out()).contains("DELETED", "SCHEDULED PURGE");
      assertThat(each.json("deleted", "show", "gone").get("id").asText()).isEqualTo(id);

      assertThat(each.json("recover", "gone").get("id").asText()).isEqualTo(id);
      assertThat(each.json("show", "gone").get("id").asText()).isEqualTo(id);
      each.ok("delete", "gone", "--yes");
      assertThat(each.failure("purge", "gone")).contains("for ever", "add --yes");
      assertThat(each.ok("purge", "gone", "--yes").out()).startsWith("Purged the key gone.");
      assertThat(each.failure("deleted", "show", "gone")).contains("KeyNotFound");
      eventually(each, "create", "gone", "--type", "EC");
      assertThat(each.failure("purge", "gone", "--yes")).contains("Purging the key gone");
    }
  }

  @Test
  void aBackupIsRestoredWithItsVersions() throws Exception {
    for (Verbs each : List.of(keys, hsmKeys)) {
      each.ok("create", "saved", "--type", "EC");
      String id = each.json("rotate", "saved").get("id").asText();
      String file = each.file(each.equals(keys) ? "saved.backup" : "saved-hsm.backup");
      assertThat(each.failure("backup", "saved")).contains("--output FILE");
      assertThat(each.ok("backup", "saved", "--output", file).out())
          .startsWith("Backed up the key saved to " + file);
      assertThat(Files.getPosixFilePermissions(Path.of(file)))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(each.failure("backup", "saved", "--output", file)).contains("--force");
      each.ok("backup", "saved", "--output", file, "--force");
      assertThat(each.failure("restore", file)).contains("saved");
      each.ok("delete", "saved", "--yes");
      each.ok("purge", "saved", "--yes");
      // The name stays in use for a while.
      eventually(each, "restore", file);
      assertThat(each.json("show", "saved").get("id").asText()).isEqualTo(id);
      assertThat(each.json("versions", "saved")).hasSize(2);
    }
    assertThat(keys.failure("restore", keys.file("damaged", "no backup"))).contains("Restoring");
  }

  @Test
  void aKeyIsRotatedByItsPolicy() throws Exception {
    for (Verbs each : List.of(keys, hsmKeys)) {
      String first = each.json("create", "turned", "--type", "RSA").get("version").asText();
      assertThat(each.json("rotation-policy", "show", "turned").get("name").asText())
          .isEqualTo("turned");
      JsonNode set =
          each.json(
              "rotation-policy",
              "set",
              "turned",
              "--rotate-after",
              "P1Y",
              "--expires-in",
              "P2Y",
              "--notify-before-expiry",
              "P30D");
      assertThat(set.get("expiresIn").asText()).isEqualTo("P2Y");
      JsonNode shown = each.json("rotation-policy", "show", "turned");
      assertThat(shown).isEqualTo(set);
      assertThat(shown.get("actions")).hasSize(2);
      assertThat(shown.get("actions").get(0).get("action").asText())
          .isEqualToIgnoringCase("rotate");
      assertThat(shown.get("actions").get(0).get("timeAfterCreate").asText()).isEqualTo("P1Y");
      assertThat(shown.get("actions").get(1).get("timeBeforeExpiry").asText()).isEqualTo("P30D");
      assertThat(each.ok("rotation-policy", "show", "turned").out())
          .contains("expires in:", "timeAfterCreate=P1Y");
      JsonNode rotated = each.json("rotate", "turned");
      assertThat(rotated.get("version").asText()).isNotEqualTo(first);
      assertThat(Instant.parse(rotated.get("expires").asText()))
          .isAfter(OffsetDateTime.now(ZoneOffset.UTC).plusDays(729).toInstant());
      assertThat(
              each.misuse(
                  "rotation-policy",
                  "set",
                  "turned",
                  "--rotate-after",
                  "P1Y",
                  "--rotate-before-expiry",
                  "P30D"))
          .contains("--rotate-before-expiry");
      assertThat(each.failure("rotation-policy", "set", "turned", "--expires-in", "P1D"))
          .contains("P28D");
      assertThat(each.misuse("rotation-policy", "set", "turned"))
          .contains("Say what the new policy contains");
      assertThat(each.json("rotation-policy", "show", "turned").get("actions")).hasSize(2);
    }
  }

  @Test
  void anHsmAttestsItsKeysAndGivesRandomBytes() throws Exception {
    hsmKeys.ok("create", "attested", "--type", "RSA");
    JsonNode attestation = hsmKeys.json("attestation", "attested");
    assertThat(attestation.get("certificates").asText()).contains("BEGIN CERTIFICATE");
    assertThat(attestation.get("publicKeyAttestation").asText()).isNotEmpty();
    keys.ok("create", "attested", "--type", "RSA");
    assertThat(keys.failure("attestation", "attested")).contains("Managed HSM");

    assertThat(hsmKeys.ok("random", "300").bytes()).hasSize(300);
    hsmKeys.ok("random", "32", "--output", hsmKeys.file("seed.bin"));
    assertThat(hsmKeys.bytes("seed.bin")).hasSize(32).isNotEqualTo(new byte[32]);
    Run seen = Run.with(hsmKeys.config()).answering("y").run("keys", "random", "8");
    assertThat(seen.exitCode()).isEqualTo(1);
    assertThat(seen.err()).contains("--show");
    assertThat(keys.failure("random", "8")).contains("azure.keyvault.type=managed-hsm");
    assertThat(hsmKeys.misuse("random", "0")).contains("1 to 65536");
  }

  @Test
  void opensslReadsThePublicKey() throws Exception {
    for (String type : List.of("RSA", "EC")) {
      keys.ok("create", "published", "--type", type);
      keys.ok("public-key", "published", "--output", keys.file("published.pem"), "--force");
      assertThat(keys.openssl("pkey", "-pubin", "-in", "published.pem", "-noout", "-text"))
          .contains("Public-Key");
      assertThat(keys.ok("public-key", "published").bytes()).isEqualTo(keys.bytes("published.pem"));
      keys.ok(
          "public-key", "published", "--der", "--output", keys.file("published.der"), "--force");
      keys.openssl("pkey", "-pubin", "-inform", "DER", "-in", "published.der", "-noout");
    }
    JsonNode shown = keys.json("show", "published");
    assertThat(shown.get("publicKey").get("crv").asText()).isEqualTo("P-256");
    keys.ok("create", "secret", "--type", "oct", "--hsm");
    assertThat(keys.failure("public-key", "secret")).contains("symmetric");
  }

  @Test
  void aDeletionDoesNotWaitWithoutPermissionToRead() throws Exception {
    try (VaultServer prompt = VaultServer.builder().deletionDelay(Duration.ZERO).start()) {
      String token = prompt.accessToken("keys/create", "keys/delete", "keys/recover", "keys/purge");
      Verbs few =
          new Verbs(prompt.writeProperties(folder.resolve("few.properties"), token), folder);
      few.ok("create", "old", "--type", "EC");
      assertThat(few.ok("delete", "old", "--yes").out().strip()).isEqualTo("Deleted the key old.");
      assertThat(few.json("recover", "old").toString()).isEqualTo("{\"name\":\"old\"}");
      few.ok("delete", "old", "--yes");
      few.ok("purge", "old", "--yes");
      assertThat(few.failure("recover", "old")).contains("404");
    }
  }

  @Test
  void aWrongNameIsAMisuseAndAMissingKeyAFailure() {
    assertThat(keys.misuse("show", "no_name")).contains("letters, digits and hyphens");
    assertThat(keys.misuse("show", "a/../b")).contains("NAME/VERSION");
    assertThat(keys.misuse("delete", "../secrets/x", "--yes")).contains("letters, digits");
    assertThat(keys.misuse("create", "k", "--type", "RSA", "--curve", "P-256")).contains("--curve");
    assertThat(keys.misuse("create", "k", "--type", "RSA", "--ops", "fly")).contains("'fly'");
    assertThat(keys.misuse("create", "k", "--type", "RSA", "--expires", "soon")).contains("P90D");
    assertThat(keys.misuse("create", "k", "--type", "RSA", "--exportable"))
        .contains("--release-policy");
    assertThat(keys.failure("show", "missing")).startsWith("Showing the key missing in ");
    assertThat(keys.failure("versions", "missing")).contains("does not exist");
    assertThat(keys.failure("create", "k", "--type", "RSA", "--size", "1024"))
        .contains("Invalid key size");
  }
}
