package io.vaultjca.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.benchmarks.report.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages of measurements; {@code -Dreports.write=true} writes them and their plots. */
class ReportsTest {
  private static final Path DOCUMENTS = Path.of("..", "..", "docs");

  @Test
  void pagesAndPlotsAreThoseOfTheData() throws IOException {
    for (Map.Entry<String, String> file : Reports.of(DOCUMENTS).entrySet()) {
      Path path = DOCUMENTS.resolve(file.getKey());
      if (Boolean.getBoolean("reports.write")) {
        Files.writeString(path, file.getValue());
      }
      assertThat(path).as("-Dreports.write=true writes it").hasContent(file.getValue());
    }
  }

  @Test
  void pagesShowTheirPlots() throws IOException {
    Map<String, String> files = Reports.of(DOCUMENTS);
    String pages = String.join("", files.values());
    assertThat(files.keySet())
        .filteredOn(name -> name.endsWith(".svg"))
        .isNotEmpty()
        .allMatch(plot -> pages.contains("](" + plot + ")"));
  }
}
