package io.vaultjca.consumers.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.consumers.fixture.TlsConnection;
import io.vaultjca.consumers.tomcat.EmbeddedTomcat.Host;
import io.vaultjca.embedded.VaultReplicas;
import io.vaultjca.embedded.VaultServer;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.catalina.util.ServerInfo;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Full handshakes with a key in vaults with a low rate limit. */
@Full
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class LimitedVaultsTest {
  private static final int PARALLEL = 16;
  private static final int LIMIT = 20;

  @TempDir private Path folder;

  /**
   * The result of a number of handshakes.
   *
   * @param signatures of each vault
   */
  private record Run(double seconds, List<Long> signatures, long requests) {}

  @Test
  void noHandshakeFailsAndBothVaultsSign() throws Exception {
    int handshakes = 80;
    Run run = handshakes(2, handshakes);
    assertThat(run.signatures()).allMatch(count -> count >= handshakes / 4);
    // A request that one vault refuses goes to the other; these are few.
    assertThat(run.requests()).isBetween((long) handshakes, 2L * handshakes);
  }

  @Test
  void twoVaultsDoubleTheRate() throws Exception {
    int handshakes = 300;
    Run one = handshakes(1, handshakes);
    Run two = handshakes(2, handshakes);
    System.out.printf(
        Locale.ROOT,
        "%s: %d handshakes, vaults of %d/s: one %.1f s, two %.1f s%n",
        ServerInfo.getServerInfo(),
        handshakes,
        LIMIT,
        one.seconds(),
        two.seconds());
    assertThat(two.seconds()).isLessThan(one.seconds() / 1.3);
  }

  private Run handshakes(int number, int handshakes) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(PARALLEL);
    try (var registered = Position.LAST.register();
        VaultReplicas vaults =
            VaultServer.builder().limit(LIMIT, Duration.ofSeconds(1)).startReplicas(number)) {
      vaults.seed("{\"certificates\": [{\"name\": \"web\", \"kty\": \"EC\", \"chain\": 2}]}");
      Path file = vaults.writeProperties(folder.resolve("vaults" + number + ".properties"));
      try (EmbeddedTomcat tomcat =
          new EmbeddedTomcat(
              folder, Host.ofVault(file).with(SSLHostConfigCertificate.Type.EC, "web").config())) {
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, ServedVault.PASSWORD.toCharArray());
        trusted.setCertificateEntry("root", vaults.get(0).seedRoot());
        trust.init(trusted);
        long begin = System.nanoTime();
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < handshakes; i++) {
          answers.add(clients.submit(() -> handshake(trust, tomcat.port())));
        }
        for (Future<String> answer : answers) {
          assertThat(answer.get()).isEqualTo("nobody");
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        assertThat(registered.provider().getName()).isEqualTo("AzureKeyVault");
        return run(seconds, vaults.vaults());
      }
    } finally {
      clients.shutdownNow();
    }
  }

  /** Uses a new context, so that no session is resumed. */
  private static String handshake(TrustManagerFactory trust, int port) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (TlsConnection connection = TlsConnection.to(context, "localhost", port)) {
      return connection.get();
    }
  }

  private static Run run(double seconds, List<VaultServer> vaults) {
    return new Run(
        seconds,
        vaults.stream()
            .map(vault -> vault.counters().requests("keys/sign") - vault.counters().throttled())
            .toList(),
        vaults.stream().mapToLong(vault -> vault.counters().requests("keys/sign")).sum());
  }
}
