package io.vaultjca.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Reports the requests and connections of an operation, which the vault counts, and its processor
 * time in this process and in the vault's.
 */
public final class VaultProfiler implements InternalProfiler {
  static final String REQUESTS = "requests/op";
  static final String CONNECTIONS = "connections";
  static final String NEW_CONNECTIONS = "new connections";
  static final String CLIENT_PROCESSOR = "client processor/op";
  static final String VAULT_PROCESSOR = "vault processor/op";
  static final String BUSY = "processors busy";

  private VaultAccess vault;
  private VaultAccess.Counters counters;
  private long began;
  private long clientNanos;
  private long vaultNanos;

  @Override
  public String getDescription() {
    return "Requests, connections and processor time";
  }

  private static long clientProcessorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    try {
      vault = vault == null ? VaultAccess.ofEnvironment() : vault;
      counters = vault.counters();
      clientNanos = clientProcessorNanos();
      vaultNanos = vault.processorTime().toNanos();
      began = System.nanoTime();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    try {
      long wall = System.nanoTime() - began;
      long client = clientProcessorNanos() - clientNanos;
      long server = vault.processorTime().toNanos() - vaultNanos;
      VaultAccess.Counters now = vault.counters();
      double operations = Math.max(1, result.getMetadata().getAllOps());
      int processors = Runtime.getRuntime().availableProcessors();
      return List.of(
          result(REQUESTS, (now.requests() - counters.requests()) / operations, "requests"),
          most(CONNECTIONS, now.connections()),
          most(NEW_CONNECTIONS, now.connections() - counters.connections()),
          result(CLIENT_PROCESSOR, client / 1e3 / operations, "us"),
          result(VAULT_PROCESSOR, server / 1e3 / operations, "us"),
          result(BUSY, 100.0 * (client + server) / wall / processors, "%"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ScalarResult result(String label, double value, String unit) {
    return new ScalarResult(label, value, unit, AggregationPolicy.AVG);
  }

  private static ScalarResult most(String label, long value) {
    return new ScalarResult(label, (double) value, "connections", AggregationPolicy.MAX);
  }
}
