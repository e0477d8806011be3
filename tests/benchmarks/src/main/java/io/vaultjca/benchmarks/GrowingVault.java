package io.vaultjca.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A vault that gets more and more certificates, and fresh JVMs that open it. The certificates have
 * a chain of three, so that a chain costs a request of its own.
 */
final class GrowingVault implements AutoCloseable {
  /** The alias that is there at every size. */
  static final String FIRST = "c1-00001";

  /** How many certificates of a chain stand behind the first. */
  static final int ISSUERS = 2;

  private final Laboratory laboratory;
  private int size;

  private GrowingVault(Laboratory laboratory) {
    this.laboratory = laboratory;
  }

  /** An empty one. */
  static GrowingVault beside(Laboratory laboratory) throws GeneralSecurityException, IOException {
    return new GrowingVault(laboratory.anotherEmpty());
  }

  /** Adds certificates until there are as many; the first size is 1. */
  void growTo(int certificates) throws IOException {
    laboratory.vault().delay(0);
    laboratory
        .vault()
        .seed(
            String.format(
                Locale.ROOT,
                "{\"certificates\":[{\"name\":\"c%d-%%05d\",\"count\":%d,\"kty\":\"EC\",\"chain\":%d}]}",
                certificates,
                certificates - size,
                ISSUERS));
    size = certificates;
  }

  /** Lets every answer wait. */
  void delay(int milliseconds) throws IOException {
    laboratory.vault().delay(milliseconds);
  }

  /** Does one thing in a fresh JVM, whose start does not count. */
  Cost measure(Walk.By by, Walk.Task task) throws IOException, InterruptedException {
    return measure(by, task, 1).get(0);
  }

  /**
   * Does one thing several times in one JVM, which is fresh for the first of them.
   *
   * @return as many costs; the requests and connections of each are their mean
   */
  List<Cost> measure(Walk.By by, Walk.Task task, int times)
      throws IOException, InterruptedException {
    laboratory.vault().resetCounters();
    double[] seconds = seconds(by, task, times);
    VaultAccess.Counters counters = laboratory.vault().counters();
    List<Cost> costs =
        Arrays.stream(seconds)
            .mapToObj(
                each ->
                    new Cost(
                        size,
                        counters.requests() / times,
                        counters.connections() / times,
                        counters.mostInFlight(),
                        each))
            .toList();
    System.err.println(by.title() + ", " + task.title() + ": " + costs);
    return costs;
  }

  private double[] seconds(Walk.By by, Walk.Task task, int times)
      throws IOException, InterruptedException {
    Process process =
        laboratory
            .java(
                List.of(
                    Walk.class.getName(),
                    by.name(),
                    task.name(),
                    Integer.toString(size),
                    Integer.toString(times)))
            .redirectError(Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(by.title() + ", " + task.title() + " failed: " + output);
    }
    return output.lines().mapToDouble(Double::parseDouble).toArray();
  }

  @Override
  public void close() throws IOException {
    laboratory.close();
  }
}
