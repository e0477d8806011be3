package io.vaultjca.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One run of one benchmark with JMH, in a separate process, because Microsoft's provider finds the
 * token endpoint in the environment.
 *
 * @param benchmark the class of the benchmark
 * @param mode JMH's name of the mode: {@code sample}, {@code thrpt}, {@code avgt}, {@code ss}
 * @param threads the number of threads that call at the same time
 * @param parameters the benchmark's parameters
 */
record JmhRun(Class<?> benchmark, String mode, int threads, Map<String, String> parameters) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The length of a measurement.
   *
   * @param rounds the runs of each contender, in turns with the others
   * @param forks 1 for a fresh JVM for each run, 0 for JMH's JVM, which is quicker, for a smoke
   *     test
   * @param warmup the iterations that do not count
   * @param warmupSeconds the seconds of one of them
   * @param iterations the iterations that count
   * @param seconds the seconds of one of them
   */
  record Effort(
      int rounds, int forks, int warmup, double warmupSeconds, int iterations, double seconds) {}

  /**
   * The result of a run.
   *
   * @param score the mean time or rate, in the benchmark's unit
   * @param median the median if single operations are timed, otherwise the score
   * @param p99 the 99th percentile, likewise
   * @param secondary the figures of the profilers, by name
   */
  record Outcome(double score, double median, double p99, Map<String, Double> secondary) {
    /** A figure of a profiler. */
    double of(String profiled) {
      Double value = secondary.get(profiled);
      if (value == null) {
        throw new IllegalStateException(profiled + " is not among " + secondary.keySet());
      }
      return value;
    }

    double allocatedBytes() {
      return of("gc.alloc.rate.norm");
    }
  }

  JmhRun with(String parameter, Object value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    more.put(parameter, value.toString());
    return new JmhRun(benchmark, mode, threads, more);
  }

  static JmhRun of(Class<?> benchmark, String mode) {
    return new JmhRun(benchmark, mode, 1, Map.of());
  }

  JmhRun threads(int number) {
    return new JmhRun(benchmark, mode, number, parameters);
  }

  Outcome run(Laboratory laboratory, Effort effort) throws IOException, InterruptedException {
    Path results = Files.createTempFile("jmh", ".json");
    Path log = Files.createTempFile("jmh", ".log");
    try {
      Process process =
          laboratory
              .java(command(effort, results))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            this + " failed:\n" + Files.readString(log, StandardCharsets.UTF_8));
      }
      return outcome(JSON.readTree(results.toFile()));
    } finally {
      Files.delete(results);
      Files.delete(log);
    }
  }

  private List<String> command(Effort effort, Path results) {
    List<String> command = new ArrayList<>();
    if (effort.forks() == 0) {
      // A smoke test may run beside another JMH.
      command.add("-Djmh.ignoreLock=true");
    }
    command.addAll(
        List.of(
            "org.openjdk.jmh.Main",
            "^" + benchmark.getName().replace(".", "\\.") + "\\.",
            "-foe",
            "true",
            "-bm",
            mode,
            "-t",
            Integer.toString(threads),
            "-f",
            Integer.toString(effort.forks()),
            "-wi",
            Integer.toString(effort.warmup()),
            "-w",
            milliseconds(effort.warmupSeconds()),
            "-i",
            Integer.toString(effort.iterations()),
            "-r",
            milliseconds(effort.seconds()),
            "-jvmArgs",
            "-Xmx1g",
            "-prof",
            "gc",
            "-prof",
            VaultProfiler.class.getName(),
            "-rf",
            "json",
            "-rff",
            results.toString()));
    parameters.forEach(
        (name, value) -> {
          command.add("-p");
          command.add(name + "=" + value);
        });
    return command;
  }

  private static String milliseconds(double seconds) {
    return String.format(Locale.ROOT, "%.0fms", seconds * 1000);
  }

  private static Outcome outcome(JsonNode results) {
    if (results.size() != 1) {
      throw new IllegalStateException("One benchmark was to run, not " + results.size());
    }
    JsonNode primary = results.get(0).path("primaryMetric");
    double score = primary.path("score").asDouble();
    Map<String, Double> secondary = new LinkedHashMap<>();
    results
        .get(0)
        .path("secondaryMetrics")
        .properties()
        .forEach(
            metric -> secondary.put(metric.getKey(), metric.getValue().path("score").asDouble()));
    JsonNode percentiles = primary.path("scorePercentiles");
    return new Outcome(
        score,
        percentiles.path("50.0").asDouble(score),
        percentiles.path("99.0").asDouble(score),
        secondary);
  }
}
