package io.vaultjca.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.benchmarks.report.Table;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The benchmarks still run: each way to sign once, briefly. */
class PerformanceTest {
  @Test
  @EnabledIfSystemProperty(
      named = "vaultjca.full",
      matches = "true",
      disabledReason = "It runs with mvn -Pfull.")
  void everyWayToSignIsMeasured() throws Exception {
    Path vault = Path.of(System.getProperty("vaultjca.benchmarks.vault"));
    Path provider = Path.of(System.getProperty("vaultjca.benchmarks.provider"));
    Part sign = Parts.all(true).get(0);
    List<Table> rows;
    try (Laboratory laboratory = Laboratory.open(provider, vault)) {
      rows = sign.measure(laboratory).get(0).each();
    }
    assertThat(rows)
        .extracting(row -> row.get("contender"))
        .containsExactly(
            "bare HttpClient",
            "Azure SDK's CryptographyClient",
            // Two goals, a row each.
            "vaultjca, through the JCA",
            "vaultjca, through the JCA",
            "vaultjca, each signature verified",
            "Microsoft's provider 2.10.1, through the JCA");
    assertThat(rows)
        .extracting(row -> row.get("remarks"))
        .allMatch(remark -> remark.contains("1 request,"));
  }
}
