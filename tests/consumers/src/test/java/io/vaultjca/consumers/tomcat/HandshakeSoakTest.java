package io.vaultjca.consumers.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.Full;
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
import org.apache.catalina.util.ServerInfo;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Full handshakes in parallel: a few hundred, or 10,000 with {@code -Psoak}. The second half must
 * not need more than the first. The build uses Tomcat 10.1, and 11 only in a full run.
 */
@Isolated("It counts the threads and the heap of the JVM.")
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class HandshakeSoakTest {
  private static final int PARALLEL = 16;

  /** Far less than a leak in each handshake would need in a long run. */
  private static final long MORE_HEAP = 16L << 20;

  @TempDir private Path folder;

  /** The resources in use; the connections are those that the vault has accepted. */
  private record Use(long threads, long connections, long heap) {
    @Override
    public String toString() {
      return "%d threads, %d connections to the vault, %.1f MB of heap"
          .formatted(threads, connections, heap / 1e6);
    }
  }

  @Test
  void handshakesNeedOneRequestEachAndNothingThatGrows() throws Exception {
    assumeThat(Full.RUN || ServerInfo.getServerNumber().startsWith("10."))
        .as("with Tomcat 10.1, or with -Pfull")
        .isTrue();
    int half = Integer.getInteger("vaultjca.soak.handshakes", 300) / 2;
    ExecutorService clients = Executors.newFixedThreadPool(PARALLEL);
    try (var registered = Position.LAST.register();
        ServedVault vault =
            ServedVault.with(
                "{\"certificates\": [{\"name\": \"web\", \"kty\": \"EC\", \"chain\": 2}]}");
        EmbeddedTomcat tomcat =
            new EmbeddedTomcat(
                folder,
                Host.ofVault(vault.file(folder.resolve("vault.properties")))
                    .with(SSLHostConfigCertificate.Type.EC, "web")
                    .config())) {
      Use before = use(vault);
      run(clients, half, vault, tomcat.port());
      Use first = use(vault);
      long requests = vault.server().counters().requests();
      long begin = System.nanoTime();
      run(clients, half, vault, tomcat.port());
      double seconds = (System.nanoTime() - begin) / 1e9;
      Use second = use(vault);
      System.out.printf(
          Locale.ROOT,
          """
          %s on Java %s: %d handshakes, %d in parallel, %.0f/s, none failed, %d signatures
            before:     %s
            after half: %s
            after all:  %s
          """,
          ServerInfo.getServerInfo(),
          Runtime.version().feature(),
          2 * half,
          PARALLEL,
          half / seconds,
          vault.signatures(),
          before,
          first,
          second);
      assertThat(vault.server().counters().requests() - requests).isEqualTo(half);
      assertThat(vault.signatures()).isEqualTo(2L * half);
      assertThat(second.connections()).isLessThanOrEqualTo(first.connections() + PARALLEL);
      assertThat(second.connections()).isLessThanOrEqualTo(2 * PARALLEL);
      assertThat(second.threads()).isLessThanOrEqualTo(first.threads() + PARALLEL);
      assertThat(second.heap()).isLessThanOrEqualTo(first.heap() + MORE_HEAP);
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
