package io.vaultjca.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs the measurements and prints one table.
 *
 * <p>The arguments name the parts to run; without any, all run. The lines of each part are kept in
 * a file, and the table is made of those of all parts that have run on this JDK: so they can be
 * measured one by one. The argument {@code --quick} runs each as briefly as it can.
 *
 * <p>The system property {@code vaultjca.benchmarks.vault} is the self-contained jar of the
 * embedded vault, {@code vaultjca.benchmarks.provider} ours, {@code vaultjca.benchmarks.target} the
 * folder for the results.
 */
public final class Performance {
  private static final String QUICK = "--quick";

  private final Path target;
  private final List<Part> parts;

  private Performance(Path target, boolean quick) {
    this.target = target;
    this.parts = Parts.all(target, quick);
  }

  /**
   * Runs the measurements.
   *
   * @param arguments names of parts, or none for all
   */
  public static void main(String[] arguments) throws Exception {
    Set<String> wanted = new LinkedHashSet<>(List.of(arguments));
    boolean quick = wanted.remove(QUICK);
    Path build = Path.of(System.getProperty("vaultjca.benchmarks.target"));
    // Apart from the real ones, since they mean nothing.
    Path target = quick ? build.resolve("performance-quick") : build;
    Path vault = Path.of(System.getProperty("vaultjca.benchmarks.vault"));
    Path provider = Path.of(System.getProperty("vaultjca.benchmarks.provider"));
    try (Laboratory laboratory = Laboratory.open(provider, vault)) {
      System.out.println(new Performance(target, quick).measure(wanted, laboratory));
    }
  }

  private String measure(Set<String> wanted, Laboratory laboratory) throws Exception {
    List<String> names = parts.stream().map(Part::name).toList();
    if (!names.containsAll(wanted)) {
      throw new IllegalArgumentException("The parts are " + names + ", not " + wanted);
    }
    Files.createDirectories(rows(parts.get(0)).getParent());
    for (Part part : parts) {
      if (wanted.isEmpty() || wanted.contains(part.name())) {
        StringBuilder lines = new StringBuilder();
        part.measure(laboratory).forEach(row -> lines.append(row.markdown()));
        Files.writeString(rows(part), lines);
      }
    }
    String table = table();
    Files.writeString(target.resolve("performance.md"), table);
    return table;
  }

  private Path rows(Part part) {
    return target
        .resolve("performance")
        .resolve(part.name() + "-" + Runtime.version().feature() + ".rows");
  }

  private String table() throws IOException {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            "JDK %s, %d processors, %s %s%n%n",
            Runtime.version(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch")));
    table.append(Row.header());
    for (Part part : parts) {
      if (Files.exists(rows(part))) {
        table.append(Files.readString(rows(part)));
      }
    }
    return table.toString();
  }
}
