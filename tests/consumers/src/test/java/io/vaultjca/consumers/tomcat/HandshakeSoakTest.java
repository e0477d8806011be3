package io.vaultjca.consumers.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.consumers.fixture.TlsConnection;
import io.vaultjca.consumers.tomcat.EmbeddedTomcat.Host;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.tomcat.util.net.SSLHostConfigCertificate.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Full handshakes in parallel: a few hundred, or 10,000 with {@code -Psoak}. The second half must
 * not need more than the first.
 */
@Isolated("It counts the threads and the heap of the JVM.")
class HandshakeSoakTest {
  private static final int PARALLEL = 16;

  /** What noise there is: timers of the JVM, of Tomcat and of the test. */
  private static final int MORE_THREADS = 4;

  private static final long MORE_HEAP = 16L << 20;

  @TempDir private Path folder;

  /** What is in use at a time. */
  private record Use(long threads, long connections, long heap) {}

  @Test
  void handshakesNeedOneRequestEachAndNothingThatGrows() throws Exception {
    int handshakes = Integer.getInteger("vaultjca.soak.handshakes", 300);
    ExecutorService clients = Executors.newFixedThreadPool(PARALLEL);
    try (var registered = Position.LAST.register();
        ServedVault vault =
            ServedVault.with(
                "{\"certificates\": [{\"name\": \"web\", \"kty\": \"EC\", \"chain\": 2}]}");
        EmbeddedTomcat tomcat =
            new EmbeddedTomcat(
                folder,
                Host.ofVault(vault.file(folder.resolve("vault.properties")))
                    .with(Type.EC, "web")
                    .config())) {
      run(clients, handshakes / 2, vault, tomcat.port());
      Use half = use(vault);
      long requests = vault.server().counters().requests();
      long begin = System.nanoTime();
      run(clients, handshakes / 2, vault, tomcat.port());
      double seconds = (System.nanoTime() - begin) / 1e9;
      Use whole = use(vault);
      System.out.printf(
          Locale.ROOT,
          "%d handshakes, %d in parallel: %.0f/s; after one half %s, after both %s%n",
          handshakes,
          PARALLEL,
          handshakes / 2 / seconds,
          half,
          whole);
      assertThat(vault.server().counters().requests() - requests).isEqualTo(handshakes / 2);
      assertThat(vault.signatures()).isEqualTo(handshakes / 2 * 2L);
      assertThat(whole.connections()).isLessThanOrEqualTo(half.connections() + PARALLEL);
      assertThat(whole.connections()).isLessThanOrEqualTo(2 * PARALLEL);
      assertThat(whole.threads()).isLessThanOrEqualTo(half.threads() + MORE_THREADS);
      assertThat(whole.heap()).isLessThanOrEqualTo(half.heap() + MORE_HEAP);
      assertThat(registered.provider().getName()).isEqualTo("AzureKeyVault");
    } finally {
      clients.shutdownNow();
    }
  }

  private static void run(ExecutorService clients, int handshakes, ServedVault vault, int port)
      throws Exception {
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < handshakes; i++) {
      answers.add(
          clients.submit(
              () -> {
                try (TlsConnection connection =
                    TlsConnection.to(Contexts.trusting(vault), "localhost", port)) {
                  return connection.get();
                }
              }));
    }
    for (Future<String> answer : answers) {
      assertThat(answer.get()).isEqualTo("nobody");
    }
  }

  @SuppressWarnings("SystemGc") // The heap in use is only known after it.
  private static Use use(ServedVault vault) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new Use(
        Thread.getAllStackTraces().size(),
        vault.server().counters().connections(),
        runtime.totalMemory() - runtime.freeMemory());
  }
}
