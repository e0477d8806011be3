package io.vaultjca.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.command.doctor.Page.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the doctor's report on each broken thing with docs/doctor.md. With {@code
 * -Ddoctor.report=FILE} the whole output is appended to this file; with {@code -Ddoctor.page=true}
 * the page is rewritten.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorTest {
  private static final boolean WRITES = Boolean.getBoolean("doctor.page");
  private static final int LONGEST_SECONDS = 30;
  private static final String HEALTHY = "nothing, and no alias";

  private final List<Row> found = new ArrayList<>();
  private String well = "";
  private Page page;
  private Bench bench;

  @BeforeAll
  void readPage() throws IOException {
    page = Page.read();
  }

  @BeforeEach
  void start(@TempDir Path folder) {
    bench = new Bench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @AfterAll
  void writePage() throws IOException {
    if (WRITES) {
      page.write(well, found);
    }
  }

  static List<Case> cases() {
    return Cases.ALL.stream().filter(one -> WRITES || one.runsNow()).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void findsOnlyWhatIsBroken(Case broken) throws Exception {
    Shown shown = broken.breaking().shown(bench);
    report(broken.name(), shown);
    Row row =
        new Row(
            broken.name(),
            shown.marks(),
            bench
                .normal(
                    broken.telling().isEmpty() ? shown.failures() : shown.told(broken.telling()))
                .replace("\n", "<br>"),
            Map.of(
                Integer.toString(Runtime.version().feature()),
                String.format(Locale.ROOT, "%.1f s", shown.took().toMillis() / 1000.0)));
    found.add(row);
    assertThat(broken.telling().isEmpty() || !shown.marks().contains("✗")).isTrue();
    if (!WRITES) {
      Row told = page.rows().get(broken.name());
      assertThat(row.marks() + " " + row.says())
          .as(shown.whole())
          .isEqualTo(told.marks() + " " + told.says());
    }
    assertThat(shown.exitCode()).isEqualTo(shown.marks().contains("✗") ? 1 : 0);
    assertThat(shown.took().toSeconds()).isLessThan(LONGEST_SECONDS);
    assertThat(shown.whole().lines())
        .allMatch(line -> line.length() <= 80 || !line.substring(20).strip().contains(" "));
    assertThat(shown.whole()).doesNotContain(bench.vault().identity().clientSecret());
  }

  /** A pipe stands for a disk that takes seconds; the time is what is tested. */
  @Test
  @EnabledIfSystemProperty(named = "vaultjca.full", matches = "true")
  @DisabledOnOs(OS.WINDOWS) // It has no mkfifo.
  void waitsForAStepThatIsMerelySlow() throws Exception {
    Path file = bench.file();
    Path slow = bench.folder().resolve("slow.properties");
    assertThat(new ProcessBuilder("mkfifo", slow.toString()).start().waitFor()).isZero();
    CompletableFuture<Void> written =
        CompletableFuture.runAsync(
            () -> write(slow, file), CompletableFuture.delayedExecutor(4, TimeUnit.SECONDS));
    Shown shown = bench.doctor(slow);
    written.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    assertThat(shown.marks()).as(shown.whole()).isEqualTo(page.rows().get(HEALTHY).marks());
    assertThat(shown.took()).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
  }

  private static void write(Path target, Path source) {
    try {
      Files.write(target, Files.readAllBytes(source), StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void reportsAHealthyVault() throws Exception {
    String whole = bench.doctor("release").whole();
    // Line breaks, and durations below a millisecond, differ from run to run.
    well = bench.normal(whole).strip();
    if (!WRITES) {
      assertThat(words(whole)).isEqualTo(words(page.well()));
    }
  }

  private String words(String text) {
    return bench
        .normal(text.replaceAll("\\s+", " "))
        .replaceAll(" \\(N m?s\\)", "")
        .replaceAll("\\bN m?s\\b", "N ms")
        .strip();
  }

  private static void report(String name, Shown shown) throws IOException {
    String file = System.getProperty("doctor.report", "");
    if (!file.isEmpty()) {
      Files.writeString(
          Path.of(file),
          "== %s (Java %s, %s ms)%n%n%s%n"
              .formatted(name, Runtime.version().feature(), shown.took().toMillis(), shown.whole()),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}
