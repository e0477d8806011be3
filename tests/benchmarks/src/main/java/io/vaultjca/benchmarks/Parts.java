package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.JmhRun.Effort;
import io.vaultjca.benchmarks.JmhRun.Outcome;
import io.vaultjca.benchmarks.Row.Goal;
import io.vaultjca.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All measurements. */
final class Parts {
  /** Shows that everything works; the figures mean nothing. */
  private static final Effort QUICK = new Effort(1, 0, 1, 0.1, 1, 0.2);

  /** The compiler needs some 10,000 operations of a few milliseconds each. */
  private static final Effort SINGLE = new Effort(3, 1, 1, 15, 5, 1);

  private static final Effort THROUGHPUT = new Effort(3, 1, 2, 4, 3, 3);
  private static final int AHEAD_OF_THROUGHPUT = 30_000;

  private static final Effort LONG_MESSAGE = new Effort(5, 1, 1, 1, 5, 1);
  private static final Effort LOCAL = new Effort(3, 1, 2, 1, 3, 1);
  private static final Effort HANDSHAKES = new Effort(5, 1, 1, 8, 3, 3);

  private static final int SMALLEST_CHUNK = 64;

  private final boolean quick;

  private Parts(boolean quick) {
    this.quick = quick;
  }

  /**
   * All parts.
   *
   * @param quick true for parts that only show that they work
   */
  static List<Part> all(boolean quick) {
    return new Parts(quick).all();
  }

  private Effort effort(Effort whole) {
    return quick ? QUICK : whole;
  }

  private List<Part> all() {
    return List.of(
        part("sign-0ms", laboratory -> sign(laboratory, Signer.Kind.RSA, 0)),
        part("sign-ec-0ms", laboratory -> sign(laboratory, Signer.Kind.EC, 0)),
        part("sign-5ms", laboratory -> sign(laboratory, Signer.Kind.RSA, 5)),
        part("sign-20ms", laboratory -> sign(laboratory, Signer.Kind.RSA, 20)),
        part("throughput", this::throughput),
        part("digest", this::digest),
        part("local", this::local),
        part("handshakes", this::handshakes),
        StartUp.ofProviders(quick),
        StartUp.ofCredentials(quick),
        new Opening(quick),
        new Growth(quick),
        new Replicas(quick),
        new Scale(quick));
  }

  private interface Measurement {
    List<Row> in(Laboratory laboratory) throws Exception;
  }

  private static Part part(String name, Measurement measurement) {
    return new Part() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<Table> measure(Laboratory laboratory) throws Exception {
        return List.of(Row.table(name, measurement.in(laboratory)));
      }
    };
  }

  /** One thread makes one signature after the other. */
  private List<Row> sign(Laboratory laboratory, Signer.Kind kind, int delay) throws Exception {
    Comparison comparison =
        new Comparison(
            "one signature, " + kind.title() + ", " + delay + " ms",
            outcome -> outcome.median() / 1000,
            "ms",
            "%.2f",
            outcome ->
                String.format(
                    Locale.ROOT,
                    "99 %%: %.1f ms; %.0f KiB allocated; %.0f request, %.0f new connections",
                    outcome.p99() / 1000,
                    outcome.allocatedBytes() / 1024,
                    outcome.of(VaultProfiler.REQUESTS),
                    outcome.of(VaultProfiler.NEW_CONNECTIONS)));
    List<Goal> goals = new ArrayList<>(List.of(Goal.atMost(1.05, Signer.Contender.BARE.title())));
    if (delay == 0) {
      goals.add(Goal.atMost(0.85, Signer.Contender.SDK.title()));
    }
    for (Signer.Contender contender : Signer.Contender.values()) {
      if (contender.signsWith(kind)) {
        comparison.with(
            contender.title(),
            JmhRun.of(SignBenchmark.class, "sample")
                .with("contender", contender)
                .with("kind", kind)
                .with("delay", delay),
            contender == Signer.Contender.OURS ? goals.toArray(Goal[]::new) : new Goal[0]);
      }
    }
    return comparison.measure(laboratory, effort(SINGLE));
  }

  private List<Row> throughput(Laboratory laboratory) throws Exception {
    Comparison comparison =
        new Comparison(
            "64 threads, 20 ms",
            outcome -> outcome.score() * 1e6,
            "signatures/s",
            "%.0f",
            outcome ->
                String.format(
                    Locale.ROOT,
                    "%.0f connections, %.0f of them new; processors %.0f %% busy: %.0f µs a"
                        + " signature here, %.0f µs in the vault; %.0f KiB allocated",
                    outcome.of(VaultProfiler.CONNECTIONS),
                    outcome.of(VaultProfiler.NEW_CONNECTIONS),
                    outcome.of(VaultProfiler.BUSY),
                    outcome.of(VaultProfiler.CLIENT_PROCESSOR),
                    outcome.of(VaultProfiler.VAULT_PROCESSOR),
                    outcome.allocatedBytes() / 1024));
    for (Signer.Contender contender :
        List.of(
            Signer.Contender.BARE,
            Signer.Contender.SDK,
            Signer.Contender.OURS,
            Signer.Contender.OURS_VERIFIED)) {
      comparison.with(
          contender.title(),
          JmhRun.of(SignBenchmark.class, "thrpt")
              .threads(64)
              .with("contender", contender)
              .with("kind", Signer.Kind.RSA)
              .with("delay", 20)
              .with("ahead", quick ? 0 : AHEAD_OF_THROUGHPUT),
          contender == Signer.Contender.OURS
              ? new Goal[] {Goal.atLeast(0.97, Signer.Contender.BARE.title())}
              : new Goal[0]);
    }
    return comparison.measure(laboratory, effort(THROUGHPUT));
  }

  private List<Row> digest(Laboratory laboratory) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (DigestBenchmark.Form form : DigestBenchmark.Form.values()) {
      for (int chunk :
          form == DigestBenchmark.Form.ARRAY
              ? new int[] {SMALLEST_CHUNK, 1024, 65_536}
              : new int[] {65_536}) {
        JmhRun run =
            JmhRun.of(DigestBenchmark.class, "ss")
                .with("form", form)
                .with("chunk", chunk)
                .with("mebibytes", quick ? 1 : 1024);
        Comparison comparison =
            new Comparison(
                    "1 GiB, " + name(form) + " of " + chunk + " bytes",
                    outcome -> 1024 / outcome.score() * 1000,
                    "MiB/s",
                    "%.0f",
                    outcome ->
                        String.format(
                            Locale.ROOT, "%.0f KiB allocated", outcome.allocatedBytes() / 1024))
                .with("MessageDigest", run.with("taker", DigestBenchmark.Taker.DIGEST))
                .with(
                    "vaultjca's Signature",
                    run.with("taker", DigestBenchmark.Taker.SIGNATURE),
                    Goal.atLeast(0.95, "MessageDigest"));
        if (chunk == SMALLEST_CHUNK) {
          // Here the cost of a call matters most.
          comparison.with(
              "the JDK's own Signature", run.with("taker", DigestBenchmark.Taker.JDK_SIGNATURE));
        }
        rows.addAll(comparison.measure(laboratory, effort(LONG_MESSAGE)));
      }
    }
    return rows;
  }

  private List<Row> local(Laboratory laboratory) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (LocalBenchmark.Operation operation : LocalBenchmark.Operation.values()) {
      JmhRun run = JmhRun.of(LocalBenchmark.class, "avgt").with("operation", operation);
      // Only verification has a goal: an encryption creates two Cipher objects for each message.
      Goal[] goals =
          operation == LocalBenchmark.Operation.ENCRYPT_RSA
              ? new Goal[0]
              : new Goal[] {Goal.atMost(1.05, "JDK")};
      rows.addAll(
          new Comparison(
                  "local: " + name(operation),
                  Outcome::score,
                  "µs",
                  "%.1f",
                  outcome ->
                      String.format(
                          Locale.ROOT, "%.1f KiB allocated", outcome.allocatedBytes() / 1024))
              .with("JDK", run.with("contender", LocalBenchmark.Contender.JDK))
              .with("vaultjca", run.with("contender", LocalBenchmark.Contender.OURS), goals)
              .measure(laboratory, effort(LOCAL)));
    }
    return rows;
  }

  private List<Row> handshakes(Laboratory laboratory) throws Exception {
    List<Row> rows = new ArrayList<>();
    String unverified = "vaultjca";
    for (String certificate : List.of("rsa", "ec")) {
      JmhRun run =
          JmhRun.of(HandshakeBenchmark.class, "thrpt").threads(16).with("certificate", certificate);
      rows.addAll(
          new Comparison(
                  "TLS 1.3, " + (certificate.equals("rsa") ? "RSA-2048" : "P-256") + ", 5 ms",
                  Outcome::score,
                  "handshakes/s",
                  "%.0f",
                  outcome ->
                      String.format(
                          Locale.ROOT,
                          "processors %.0f %% busy; %.2f requests a handshake, %.0f connections",
                          outcome.of(VaultProfiler.BUSY),
                          outcome.of(VaultProfiler.REQUESTS),
                          outcome.of(VaultProfiler.CONNECTIONS)))
              .with("PKCS#12, delayed", run.with("key", HandshakeBenchmark.Key.PKCS12))
              .with(unverified, run.with("key", HandshakeBenchmark.Key.VAULT))
              .with(
                  "vaultjca, each signature verified",
                  run.with("key", HandshakeBenchmark.Key.VAULT_VERIFIED),
                  certificate.equals("ec")
                      ? new Goal[] {Goal.atLeast(0.95, unverified)}
                      : new Goal[0])
              .measure(laboratory, effort(HANDSHAKES)));
    }
    return rows;
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
