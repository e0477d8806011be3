package io.vaultjca.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** All pages of measurements and their plots, made from the data. */
public final class Reports {
  private final Path documents;
  private final Map<String, String> files = new LinkedHashMap<>();

  private Reports(Path documents) {
    this.documents = documents;
  }

  /**
   * Makes the pages and plots, and writes nothing.
   *
   * @param documents the folder of the pages, with the folder {@code data} in it
   * @return the contents by the names of the files in that folder
   */
  public static Map<String, String> of(Path documents) throws IOException {
    Reports reports = new Reports(documents);
    FaultReport.addTo(reports);
    PerformanceReport.addTo(reports);
    ScaleReport.addTo(reports);
    return reports.files;
  }

  Table table(String name) throws IOException {
    return Table.read(documents.resolve("data"), name);
  }

  /** The page as it is, to be brought up to date. */
  Page page(String name) throws IOException {
    return new Page(Files.readString(documents.resolve(name)));
  }

  void add(String name, String content) {
    files.put(name, content);
  }
}
