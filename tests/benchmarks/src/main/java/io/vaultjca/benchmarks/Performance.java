package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.report.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs the measurements, prints their tables and writes them as data for the pages of docs/.
 *
 * <p>The arguments name the parts to run; without any, all run. The argument {@code --quick} runs
 * each as briefly as possible, and writes its meaningless figures into another folder.
 *
 * <p>The system property {@code vaultjca.benchmarks.vault} is the self-contained jar of the
 * embedded vault, {@code vaultjca.benchmarks.provider} ours, {@code vaultjca.benchmarks.data} the
 * folder of the data, {@code vaultjca.benchmarks.target} the one for the quick run's.
 */
public final class Performance {
  private static final String QUICK = "--quick";

  private Performance() {}

  /**
   * Runs the measurements.
   *
   * @param arguments names of parts, or none for all
   */
  public static void main(String[] arguments) throws Exception {
    Set<String> wanted = new LinkedHashSet<>(List.of(arguments));
    boolean quick = wanted.remove(QUICK);
    List<Part> parts = Parts.all(quick);
    List<String> names = parts.stream().map(Part::name).toList();
    if (!names.containsAll(wanted)) {
      throw new IllegalArgumentException("The parts are " + names + ", not " + wanted);
    }
    Path data = quick ? folder("target").resolve("performance-quick") : folder("data").toRealPath();
    Files.createDirectories(data);
    try (Laboratory laboratory = Laboratory.open(folder("provider"), folder("vault"))) {
      for (Part part : parts) {
        if (wanted.isEmpty() || wanted.contains(part.name())) {
          for (Table table : part.measure(laboratory)) {
            System.out.println(table.name() + "\n" + table.text());
            table.write(data, recorded());
          }
        }
      }
    }
  }

  private static Path folder(String property) {
    return Path.of(System.getProperty("vaultjca.benchmarks." + property));
  }

  private static String recorded() {
    return "%s, JDK %s, %d processors, shared with the embedded vault"
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            Runtime.version(),
            Runtime.getRuntime().availableProcessors());
  }
}
