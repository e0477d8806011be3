package io.vaultjca.consumers.tls;

import static io.vaultjca.consumers.fixture.Condition.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.consumers.fixture.TlsConnection;
import java.math.BigInteger;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The key manager factory {@code AzureKeyVault} in servers and clients. */
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class KeyManagerTest {
  private Position.Registration registered;

  @BeforeEach
  void register() {
    registered = Position.LAST.register();
  }

  @AfterEach
  void unregister() {
    registered.close();
  }

  @Test
  void showsEachHostItsOwnCertificate() throws Exception {
    try (ServedVault vault =
            ServedVault.with(
                """
                {"certificates": [
                  {"name": "shop", "kty": "EC", "chain": 2, "dnsNames": ["shop.example"]},
                  {"name": "wild", "kty": "EC", "chain": 2, "dnsNames": ["*.shop.example"]},
                  {"name": "pay", "kty": "EC", "chain": 2, "dnsNames": ["pay.shop.example"]},
                  {"name": "mail", "kty": "RSA", "chain": 2, "dnsNames": ["mail.example"]},
                  {"name": "last", "kty": "EC", "chain": 2, "dnsNames": ["last.example"]}
                ]}
                """);
        GreetingServer server = serve(vault)) {
      assertThat(shown(vault, server, "shop.example")).isEqualTo("CN=shop");
      assertThat(shown(vault, server, "SHOP.example")).isEqualTo("CN=shop");
      assertThat(shown(vault, server, "pay.shop.example")).isEqualTo("CN=pay");
      assertThat(shown(vault, server, "img.shop.example")).isEqualTo("CN=wild");
      // JSSE requests EC first.
      assertThat(shown(vault, server, "mail.example")).isEqualTo("CN=mail");
    }
  }

  @Test
  void showsARotatedCertificateWithoutANewContextAndKeepsOpenConnections() throws Exception {
    String seed =
        """
        {"certificates": [
          {"name": "web", "kty": "EC", "chain": 2, "dnsNames": ["localhost"]}]}
        """;
    try (ServedVault vault = ServedVault.with(seed);
        GreetingServer server = serve(vault, "azure.keyvault.refresh-interval=1s");
        TlsConnection open =
            TlsConnection.to(Contexts.trusting(vault), "localhost", server.port())) {
      BigInteger old = open.server().getSerialNumber();
      vault.server().seed(seed);
      until(
          "a handshake with the new certificate",
          () -> !serial(vault, server, "localhost").equals(old));
      assertThat(open.say("still here?")).isEqualTo("Hello you");
    }
  }

  @Full
  @Test
  void failsNoHandshakeWhileCertificatesRotate() throws Exception {
    String rsa = "{\"certificates\": [{\"name\": \"web\", \"kty\": \"RSA\", \"chain\": 2}]}";
    String ec = "{\"certificates\": [{\"name\": \"web\", \"kty\": \"EC\", \"chain\": 2}]}";
    ExecutorService clients = Executors.newFixedThreadPool(4);
    try (ServedVault vault = ServedVault.with(rsa);
        GreetingServer server = serve(vault, "azure.keyvault.refresh-interval=1s")) {
      AtomicBoolean done = new AtomicBoolean();
      List<Future<Integer>> handshakes = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        handshakes.add(
            clients.submit(
                () -> {
                  int count = 0;
                  while (!done.get()) {
                    shown(vault, server, "localhost");
                    count++;
                  }
                  return count;
                }));
      }
      for (String seed : List.of(ec, rsa)) {
        BigInteger old = serial(vault, server, "localhost");
        vault.server().seed(seed);
        until("the new certificate", () -> !serial(vault, server, "localhost").equals(old));
      }
      done.set(true);
      for (Future<Integer> client : handshakes) {
        assertThat(client.get()).isPositive();
      }
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void neverShowsAnExpiredCertificate() throws Exception {
    try (ServedVault vault =
            ServedVault.with(
                """
                {"certificates": [
                  {"name": "expired", "kty": "EC", "chain": 2, "validity": "PT-1M",
                   "dnsNames": ["localhost"]},
                  {"name": "valid", "kty": "RSA", "chain": 2, "dnsNames": ["localhost"]}
                ]}
                """);
        GreetingServer server = serve(vault)) {
      assertThat(shown(vault, server, "localhost")).isEqualTo("CN=valid");
    }
  }

  @Test
  void showsTheServerCertificateAndNotTheCaCertificate() throws Exception {
    try (ServedVault vault =
            ServedVault.with(
                """
                {"certificates": [
                  {"name": "web", "kty": "EC", "chain": 2},
                  {"name": "issuing", "kty": "EC", "chain": 2, "keyUsage": ["keyCertSign"]}
                ]}
                """);
        GreetingServer server = serve(vault)) {
      assertThat(shown(vault, server, "localhost")).isEqualTo("CN=web");
    }
  }

  @Test
  void aClientPicksTheCertificateThatTheServerTrusts() throws Exception {
    try (ServedVault vault =
            ServedVault.with(
                """
                {"certificates": [
                  {"name": "web", "kty": "EC", "chain": 2},
                  {"name": "partner", "kty": "EC", "chain": 2, "keyUsage": ["digitalSignature"]},
                  {"name": "self-signed", "kty": "EC"}
                ]}
                """);
        GreetingServer server =
            new GreetingServer(
                Contexts.of(vault, "AzureKeyVault", vault.keyStore("azure.keyvault.aliases=web")),
                true)) {
      SSLContext client =
          Contexts.of(
              vault,
              "AzureKeyVault",
              vault.keyStore("azure.keyvault.aliases=partner, self-signed"));
      try (TlsConnection conversation = TlsConnection.to(client, "localhost", server.port())) {
        assertThat(conversation.say("hi")).isEqualTo("Hello CN=partner");
      }
    }
  }

  @Test
  void refusalToSignEndsTheHandshakeWithAnAlert() throws Exception {
    try (ServedVault vault =
        ServedVault.with(
            "{\"certificates\": [{\"name\": \"web\", \"kty\": \"EC\", \"chain\": 2}]}")) {
      KeyStore store = vault.keyStore("azure.keyvault.max-retries=0");
      try (GreetingServer server =
          new GreetingServer(Contexts.of(vault, "AzureKeyVault", store), false)) {
        assertThat(shown(vault, server, "localhost")).isEqualTo("CN=web");
        vault.server().stop();
        assertThatThrownBy(() -> shown(vault, server, "localhost"))
            .isInstanceOf(SSLHandshakeException.class)
            .hasMessageContaining("Received fatal alert");
        vault.server().restart();
        assertThat(shown(vault, server, "localhost")).isEqualTo("CN=web");
      }
    }
  }

  private static GreetingServer serve(ServedVault vault, String... lines) throws Exception {
    return new GreetingServer(Contexts.of(vault, "AzureKeyVault", vault.keyStore(lines)), false);
  }

  private static String shown(ServedVault vault, GreetingServer server, String host)
      throws Exception {
    try (TlsConnection conversation =
        TlsConnection.to(Contexts.trusting(vault), host, server.port())) {
      assertThat(conversation.say("hi")).isEqualTo("Hello you");
      return conversation.server().getSubjectX500Principal().getName();
    }
  }

  private static BigInteger serial(ServedVault vault, GreetingServer server, String host)
      throws Exception {
    try (TlsConnection conversation =
        TlsConnection.to(Contexts.trusting(vault), host, server.port())) {
      return conversation.server().getSerialNumber();
    }
  }
}
