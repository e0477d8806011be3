package io.vaultjca.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Collects the results of the tests of faults. With {@code -Dfaults.write=true} it writes them to
 * docs/data/faults.tsv, the data of docs/faults.md, after the last test; otherwise each fault must
 * already be in that file.
 */
public final class FaultTable implements BeforeAllCallback {
  private static final Path FILE = Path.of("..", "..", "docs", "data", "faults.tsv");
  private static final boolean WRITE = Boolean.getBoolean("faults.write");
  private static final String COLUMNS =
      "kind\tfault\toperation\texpectation\tresult\tseconds\trequests";
  private static final Map<Place, String> ROWS =
      new ConcurrentSkipListMap<>(
          Comparator.comparing(Place::kind)
              .thenComparingInt(Place::number)
              .thenComparing(Place::work));

  private record Place(FaultKind kind, int number, String work) {}

  /** Writes the file when the store of the whole run closes it, after the last test. */
  private static final class Writer implements AutoCloseable {
    @Override
    public void close() throws IOException {
      write();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (WRITE) {
      context
          .getRoot()
          .getStore(Namespace.create(FaultTable.class))
          .getOrComputeIfAbsent(Writer.class, key -> new Writer(), Writer.class);
    }
  }

  /**
   * Adds or replaces a row.
   *
   * @param number the order within the kind
   */
  static void add(
      FaultKind kind,
      int number,
      String fault,
      String work,
      String expectation,
      String result,
      double seconds,
      String requests)
      throws IOException {
    String key = String.join("\t", kind.title(), cell(fault), cell(work)) + "\t";
    if (!WRITE) {
      assertThat(Files.readString(FILE))
          .as("-Dfaults.write=true writes %s", FILE)
          .contains("\n" + key);
    }
    ROWS.put(
        new Place(kind, number, work),
        key
            + String.join(
                "\t",
                cell(expectation),
                cell(result),
                String.format(Locale.ROOT, "%.2f", seconds),
                requests));
  }

  private static String cell(String text) {
    return text.replaceAll("(localhost|azure\\.net):\\d+", "$1:PORT")
        .replaceAll("/[0-9a-f]{32}", "/VERSION")
        .replaceAll("request id [0-9a-f-]{36}", "request id …")
        .replaceAll("\\s+", " ");
  }

  private static void write() throws IOException {
    String origin =
        String.format(
            Locale.ROOT,
            "# recorded: %s, JDK %s, %d processors, shared with the embedded vault%n",
            LocalDate.now(ZoneOffset.UTC),
            Runtime.version(),
            Runtime.getRuntime().availableProcessors());
    Files.writeString(FILE, origin + COLUMNS + "\n" + String.join("\n", ROWS.values()) + "\n");
  }
}
