package io.vaultjca.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vaultjca.command.Run;
import io.vaultjca.command.doctor.exam.Examination;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Outcome;
import io.vaultjca.command.doctor.exam.Report;
import io.vaultjca.command.doctor.exam.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layout of the doctor's report, and its end when nothing answers. */
class ReportTest {
  @TempDir private Path folder;

  @Test
  void jsonHasAnObjectForEachStep() throws Exception {
    try (Bench bench = new Bench(folder)) {
      Run well = Run.with(bench.file()).run("doctor", "--json", "release");
      assertThat(well.exitCode()).isZero();
      Run run = Run.with(bench.file()).run("doctor", "--json", "relaese");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).isEmpty();
      JsonNode json = new ObjectMapper().readTree(run.out());
      assertThat(json.get("failed").asInt()).isEqualTo(1);
      assertThat(json.get("milliseconds").isNumber()).isTrue();
      List<String> results = new ArrayList<>();
      json.get("steps").forEach(step -> results.add(step.get("result").asText()));
      assertThat(results).contains("ok", "failed", "skipped").hasSize(20);
      JsonNode configuration = json.get("steps").get(0);
      assertThat(configuration.get("details").toString())
          .contains("azure.keyvault.access-token=***")
          .doesNotContain(bench.vault().accessToken().split("\\.", -1)[0]);
    }
  }

  @Test
  void wordsReplaceMarksThatTheEncodingLacks() throws Exception {
    try (Bench bench = new Bench(folder)) {
      String whole =
          bench
              .unset("uri")
              .doctorOf(
                  Map.of(), List.of("-Dstdout.encoding=US-ASCII", "-Dsun.stdout.encoding=US-ASCII"))
              .whole();
      assertThat(whole)
          .contains(
              "FAILED configuration ", "-      proxy ", "OK     provider ", "FAILED 20 steps");
      assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(whole)).isTrue();
    }
  }

  @Test
  void showsTheSourceOfEachSetting() throws Exception {
    try (Bench bench = new Bench(folder)) {
      Shown shown =
          bench.doctorOf(
              Map.of("AZURE_KEYVAULT_URI", "https://other.vault.azure.net"),
              List.of("-Dazure.keyvault.tenant-id=t", "-Dazure.keyvault.max-retries=1"),
              "release");
      assertThat(shown.exitCode()).isZero();
      String file = "the configuration file " + bench.folder().resolve("vault.properties");
      assertThat(shown.details().get("configuration"))
          .startsWith("From %s: azure.keyvault.access-token=***".formatted(file))
          .endsWith(
              "From the system properties: azure.keyvault.max-retries=1 azure.keyvault.tenant-id=t (ignored: %1$s takes precedence) From the environment: azure.keyvault.uri=https://other.vault.azure.net (ignored: %1$s takes precedence)"
                  .formatted(file));
    }
  }

  @Test
  void aHangingStepIsAbandonedAndNotRepeated() {
    CountDownLatch never = new CountDownLatch(1);
    Step.Look hanging =
        facts -> {
          never.await();
          return Finding.ok("");
        };
    List<Step> steps = new ArrayList<>(List.of(Step.local("first", facts -> Finding.ok("It is."))));
    for (int i = 0; i < 40; i++) {
      // Each has different needs, so that no failure skips another step.
      String before = i == 0 ? "first" : "quick " + (i - 1);
      steps.add(Step.of("hangs " + i, 1, hanging, before));
      steps.add(Step.of("like it " + i, 1, hanging, before));
      steps.add(Step.local("quick " + i, facts -> Finding.ok("It is.")));
    }
    Examination examination = new Examination(new Facts(), Duration.ofSeconds(3));
    List<Outcome> outcomes = examination.take(steps, step -> {}, outcome -> {});
    assertThat(examination.elapsed()).isLessThan(Duration.ofSeconds(20));
    assertThat(outcomes.get(1).finding().text())
        .isEqualTo("No answer within 1000 ms, the doctor's limit.");
    assertThat(outcomes.get(2).finding().text())
        .isEqualTo("Not checked: it would fail as hangs 0 does.");
    assertThat(outcomes.get(outcomes.size() - 1).finding().text())
        .isEqualTo("Not checked: the doctor's time is over.");
    assertThat(outcomes).hasSameSizeAs(steps);
  }

  @Test
  void serviceTextCannotControlTheTerminal() {
    Finding finding = Finding.failed("It is\u009b31m\u202e wrong.", "de\u0085tail");
    List<String> lines =
        new Report(StandardCharsets.UTF_8).lines(new Outcome("step", finding, Duration.ZERO));
    assertThat(String.join("", lines))
        .contains("It is 31m wrong.", "de tail")
        .doesNotContainPattern("\\p{C}");
  }
}
