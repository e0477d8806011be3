package io.vaultjca.conformance.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
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
  private static final String INTRODUCTION =
      """
      # When things go wrong

      What a caller gets, after how long, and how many requests the vault sees. The tests in
      `io.vaultjca.conformance.faults` make each fault happen in the embedded vault, check the
      expectation and write this file to `tests/conformance/target/fault-table.md`; `docs/faults.md`
      is a copy of it. In the first table a request is repeated at most once
      (`max-retries=1`), after about 0.8 s. `1 + 1` requests: one to the vault, one for a token.
      A refresh is of an entry that is in memory: it never fails, but serves what it has.
      """;
  private static final List<String> TITLES =
      List.of(
          "One fault at a time",
          "Many callers while the vault throttles",
          "The calling thread is interrupted",
          "The key changes between look-up and use",
          "Faults of a whole process");
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
    return text.replaceAll("(localhost|azure\\.net):\\d+", "$1:PORT")
        .replaceAll("/[0-9a-f]{32}", "/VERSION")
        .replaceAll("request id [0-9a-f-]{36}", "request id …")
        .replace("|", "\\|")
        .replaceAll("\\s+", " ");
  }

  private static synchronized void write() throws IOException {
    StringBuilder table = new StringBuilder(INTRODUCTION);
    int section = 0;
    for (Map.Entry<Place, String> row : ROWS.entrySet()) {
      if (row.getKey().section() != section) {
        section = row.getKey().section();
        table.append("\n## ").append(TITLES.get(section - 1)).append("\n\n");
        table.append("| fault | operation | expectation | result | seconds | requests |\n");
        table.append("|---|---|---|---|---:|---:|\n");
      }
      table.append(row.getValue()).append('\n');
    }
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, table.toString());
  }
}
