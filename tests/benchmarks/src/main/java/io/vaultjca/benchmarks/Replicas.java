package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.Row.Goal;
import io.vaultjca.benchmarks.Row.Ratio;
import io.vaultjca.benchmarks.Row.Value;
import io.vaultjca.benchmarks.report.Table;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * One, two and four embedded vaults over HTTPS, limited to 50 operations a second each, and 32
 * threads that demand more.
 */
final class Replicas implements Part {
  private static final int THREADS = 32;
  private static final int LIMIT = 50;
  private static final int THIRDS = 3;
  private static final byte[] MESSAGE = "To be signed".getBytes(StandardCharsets.UTF_8);
  private static final String SEED =
      """
      {"certificates": [{"name": "rsa", "subject": "CN=localhost", "kty": "RSA",
                         "exportable": false}]}
      """;

  private final boolean quick;

  Replicas(boolean quick) {
    this.quick = quick;
  }

  /**
   * The result with a number of vaults.
   *
   * @param rates signatures a second, in each third of the time
   * @param means the mean seconds of a signature, for each thread
   * @param longest the longest signature in seconds
   * @param requests for each signature
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Run(int vaults, double[] rates, double[] means, double longest, double requests) {
    double rate() {
      return Statistics.median(rates);
    }
  }

  /** The work of one thread. */
  private static final class Work {
    final long[] signatures = new long[THIRDS];
    double seconds;
    double longest;

    long count() {
      return Arrays.stream(signatures).sum();
    }
  }

  @Override
  public String name() {
    return "replicas";
  }

  @Override
  public List<Table> measure(Laboratory laboratory) throws Exception {
    List<Row> rows = new ArrayList<>();
    Run one = null;
    for (int vaults : new int[] {1, 2, 4}) {
      Run run = run(laboratory, vaults);
      if (one == null) {
        one = run;
      }
      rows.add(rate(run, one));
      rows.add(fairness(run));
    }
    return List.of(Row.table(name(), rows));
  }

  private Run run(Laboratory laboratory, int vaults) throws Exception {
    try (VaultProcess process =
        VaultProcess.start(
            laboratory.vaultJar(),
            List.of("--limit", LIMIT + "/1", "--replicas", Integer.toString(vaults)))) {
      VaultAccess access = process.access();
      access.seed(SEED);
      Provider provider = OurKeyStore.provider();
      KeyStore store = OurKeyStore.open(access, provider);
      PrivateKey key = (PrivateKey) store.getKey("rsa", null);
      verify(sign(provider, key), store);
      return run(access, vaults, provider, key);
    }
  }

  private Run run(VaultAccess access, int vaults, Provider provider, PrivateKey key)
      throws Exception {
    int third = quick ? 1 : 20;
    long begin = System.nanoTime() + TimeUnit.SECONDS.toNanos(quick ? 1 : 40);
    List<Work> works;
    long requests;
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Work>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(() -> work(provider, key, begin, third)));
      }
      TimeUnit.NANOSECONDS.sleep(begin - System.nanoTime());
      long before = access.requests(vaults);
      works = new ArrayList<>();
      TimeUnit.SECONDS.sleep((long) THIRDS * third);
      requests = access.requests(vaults) - before;
      for (Future<Work> one : running) {
        works.add(one.get());
      }
    } finally {
      threads.shutdownNow();
    }
    double[] rates =
        IntStream.range(0, THIRDS)
            .mapToDouble(
                i -> works.stream().mapToLong(work -> work.signatures[i]).sum() / (double) third)
            .toArray();
    return new Run(
        vaults,
        rates,
        works.stream().mapToDouble(work -> work.seconds / work.count()).toArray(),
        works.stream().mapToDouble(work -> work.longest).max().orElseThrow(),
        (double) requests / works.stream().mapToLong(Work::count).sum());
  }

  private static Work work(Provider provider, PrivateKey key, long begin, int third)
      throws GeneralSecurityException {
    Work work = new Work();
    long length = TimeUnit.SECONDS.toNanos(third);
    while (true) {
      long started = System.nanoTime();
      byte[] unused = sign(provider, key);
      long now = System.nanoTime();
      if (now - begin >= THIRDS * length) {
        return work;
      }
      if (now - begin >= 0) {
        work.signatures[(int) ((now - begin) / length)]++;
        double seconds = (now - started) / 1e9;
        work.seconds += seconds;
        work.longest = Math.max(work.longest, seconds);
      }
    }
  }

  private static byte[] sign(Provider provider, PrivateKey key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA", provider);
    signature.initSign(key);
    signature.update(MESSAGE);
    return signature.sign();
  }

  private static void verify(byte[] signed, KeyStore store) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA", "SunRsaSign");
    signature.initVerify(store.getCertificate("rsa").getPublicKey());
    signature.update(MESSAGE);
    if (!signature.verify(signed)) {
      throw new IllegalStateException("The signature is not valid");
    }
  }

  private static Row rate(Run run, Run one) {
    boolean single = run.vaults() == 1;
    double base = single ? LIMIT : one.rate();
    double goal = single ? 0.95 : run.vaults() == 2 ? 1.9 : 3.6;
    return new Row(
        what(run),
        "vaultjca",
        new Value("signatures/s", "%.1f", run.rates()),
        Optional.of(Ratio.of(Arrays.stream(run.rates()).map(rate -> rate / base).toArray())),
        Optional.of(Goal.atLeast(goal, single ? "its limit" : "one vault")),
        String.format(
            Locale.ROOT,
            "%.2f requests a signature; the longest took %.2f s",
            run.requests(),
            run.longest()));
  }

  private static Row fairness(Run run) {
    double shortest = Statistics.least(run.means());
    return new Row(
        what(run) + ": how long a thread waits on average",
        "vaultjca",
        Value.seconds(run.means()),
        Optional.of(Ratio.of(Statistics.greatest(run.means()) / shortest)),
        Optional.of(Goal.atMost(3, "the thread that waits least")),
        "");
  }

  private static String what(Run run) {
    return run.vaults() == 1
        ? "32 threads, a vault that does 50/s"
        : "32 threads, %d vaults that do 50/s each".formatted(run.vaults());
  }
}
