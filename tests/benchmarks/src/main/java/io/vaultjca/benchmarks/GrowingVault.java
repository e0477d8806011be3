package io.vaultjca.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A vault with a growing number of certificates, and fresh JVMs that open it. The certificates have
 * a chain of three, so that reading a chain needs another request.
 */
final class GrowingVault implements AutoCloseable {
  /** The alias of a certificate at every size. */
  static final String FIRST = "c1-00001";

  /** The number of certificates in a chain after the first. */
  static final int ISSUERS = 2;

  private final Laboratory laboratory;
  private int size;

  private GrowingVault(Laboratory laboratory) {
    this.laboratory = laboratory;
  }

  /** An empty vault. */
  static GrowingVault beside(Laboratory laboratory) throws GeneralSecurityException, IOException {
    return new GrowingVault(laboratory.anotherEmpty());
  }

  /** Adds certificates up to a number; the first one must be 1. */
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

  /** Delays every answer. */
  void delay(int milliseconds) throws IOException {
    laboratory.vault().delay(milliseconds);
  }

  /** Runs one task in a fresh JVM, without the start of the JVM. */
  Cost measure(Walk.Contender contender, Walk.Task task) throws IOException, InterruptedException {
    return measure(contender, task, 1).get(0);
  }

  /**
   * Runs one task several times in one JVM, which is fresh for the first time.
   *
   * @return a cost for each time, with the mean of the requests and connections
   */
  List<Cost> measure(Walk.Contender contender, Walk.Task task, int times)
      throws IOException, InterruptedException {
    laboratory.vault().resetCounters();
    double[] seconds = seconds(contender, task, times);
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
    System.err.println(contender.title() + ", " + task.title() + ": " + costs);
    return costs;
  }

  private double[] seconds(Walk.Contender contender, Walk.Task task, int times)
      throws IOException, InterruptedException {
    Process process =
        laboratory
            .java(
                List.of(
                    Walk.class.getName(),
                    contender.name(),
                    task.name(),
                    Integer.toString(size),
                    Integer.toString(times)))
            .redirectError(Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          contender.title() + ", " + task.title() + " failed: " + output);
    }
    return output.lines().mapToDouble(Double::parseDouble).toArray();
  }

  @Override
  public void close() throws IOException {
    laboratory.close();
  }
}
