package io.vaultjca.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * One signature with each {@link Signer.Contender}. The vault answers at once while the JVM warms
 * up, and with the delay during the measurement.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignBenchmark {
  @Param({"BARE", "SDK", "OURS", "OURS_VERIFIED", "MICROSOFT"})
  public Signer.Contender contender;

  @Param({"RSA", "EC"})
  public Signer.Kind kind;

  /** The delay of each answer in milliseconds. */
  @Param("0")
  public int delay;

  /**
   * The number of signatures that two threads make first. If the benchmark's threads keep all
   * processors busy, the compiler gets little time, and the JVM needs minutes to warm up.
   */
  @Param("0")
  public int ahead;

  private final byte[] message = "A message of the usual kind".getBytes(StandardCharsets.UTF_8);
  private VaultAccess vault;
  private Signer signer;

  /** Connects and checks a first signature. */
  @Setup
  public void open() throws Exception {
    vault = VaultAccess.ofEnvironment();
    vault.delay(0);
    Signer.BareRequest certificate = new Signer.BareRequest(vault, kind);
    vault.resetCounters();
    signer = contender.open(vault, kind, certificate.keyIdentifier());
    byte[] answer = signer.sign(message);
    kind.check(
        certificate.certificate(),
        message,
        contender == Signer.Contender.BARE ? Signer.BareRequest.signature(answer) : answer);
    warmUp();
  }

  private void warmUp() throws Exception {
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      Callable<byte[]> signature = this::sign;
      for (Future<byte[]> made : two.invokeAll(Collections.nCopies(ahead, signature))) {
        made.get();
      }
    } finally {
      two.shutdown();
    }
  }

  /** Sets the delay. */
  @Setup(Level.Iteration)
  public void delay(IterationParams iteration) throws Exception {
    vault.delay(iteration.getType() == IterationType.WARMUP ? 0 : delay);
  }

  /** The signature. */
  @Benchmark
  public byte[] sign() throws Exception {
    return signer.sign(message);
  }
}
