package io.vaultjca.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmarks still run: each way to sign once, briefly. */
class PerformanceTest {
  @TempDir private Path folder;

  @Test
  @EnabledIfSystemProperty(
      named = "vaultjca.full",
      matches = "true",
      disabledReason = "It runs with mvn -Pfull.")
  void everyWayToSignIsMeasured() throws Exception {
    Path vault = Path.of(System.getProperty("vaultjca.benchmarks.vault"));
    Path provider = Path.of(System.getProperty("vaultjca.benchmarks.provider"));
    Part sign = Parts.all(folder, true).get(0);
    List<Row> rows;
    try (Laboratory laboratory = Laboratory.open(provider, vault)) {
      rows = sign.measure(laboratory);
    }
    assertThat(rows)
        .extracting(Row::who)
        .containsExactly(
            "bare HttpClient",
            "Azure SDK's CryptographyClient",
            // Two goals, a row each.
            "vaultjca, through the JCA",
            "vaultjca, through the JCA",
            "vaultjca, each signature verified",
            "Microsoft's provider 2.10.1, through the JCA");
    assertThat(rows).extracting(Row::remark).allMatch(remark -> remark.contains("1 request,"));
  }
}
