package io.vaultjca.conformance.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Collects the rows of the tests' table, and writes {@code target/fault-table.md} when the last
 * test has ended.
 */
public final class FaultTable implements BeforeAllCallback {
  private static final Path FILE = Path.of("target", "fault-table.md");
  private static final Map<Place, String> ROWS =
      new ConcurrentSkipListMap<>(
          Comparator.comparingInt(Place::section)
              .thenComparingInt(Place::number)
              .thenComparing(Place::work));

  /** Where a row stands. */
  private record Place(int section, int number, String work) {}

  /** Writes the table when it is closed with the run. */
  private static final class Writer implements AutoCloseable {
    @Override
    public void close() throws IOException {
      write();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(Namespace.create(FaultTable.class))
        .getOrComputeIfAbsent(Writer.class, key -> new Writer(), Writer.class);
  }

  /**
   * Adds a row, or replaces it.
   *
   * @param section where it stands
   * @param number where it stands within
   */
  static void add(
      int section,
      int number,
      String fault,
      String work,
      String expectation,
      String result,
      double seconds,
      String requests) {
    ROWS.put(
        new Place(section, number, work),
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %s | %.2f | %s |",
            cell(fault),
            cell(work),
            cell(expectation),
            cell(result),
            seconds,
            requests));
  }

  private static String cell(String text) {
    return text.replaceAll("localhost:\\d+", "localhost:PORT")
        .replaceAll("/[0-9a-f]{32}", "/VERSION")
        .replaceAll("request id [0-9a-f-]{36}", "request id …")
        .replace("|", "\\|")
        .replaceAll("\\s+", " ");
  }

  private static synchronized void write() throws IOException {
    StringBuilder table = new StringBuilder();
    table.append("| fault | operation | expectation | result | seconds | requests |\n");
    table.append("|---|---|---|---|---:|---:|\n");
    ROWS.values().forEach(row -> table.append(row).append('\n'));
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, table.toString());
  }
}
