package io.vaultjca.consumers.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.consumers.fixture.TlsConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keys in the vault with each TLS engine, as a server and as a client, with every kind of key and
 * key manager. DIFFERENCES.md has the combinations that are impossible.
 */
@ResourceLock(Position.PROVIDERS)
class EngineMatrixTest {
  private static final String BOUNCY_CASTLES_OWN = "PKIX of BouncyCastle";
  private static ServedVault vault;

  /** The other side of each connection. */
  private static SSLContext other;

  private static Position.Registration registered;
  private static BouncyCastleProvider bouncyCastle;

  /** The implementation of TLS. */
  enum Engine {
    JDK,
    BOUNCY_CASTLE,
    CONSCRYPT;

    private List<String> keyManagers() {
      return this == BOUNCY_CASTLE
          ? List.of("SunX509", "PKIX", "AzureKeyVault", BOUNCY_CASTLES_OWN)
          : List.of("SunX509", "PKIX", "AzureKeyVault");
    }

    private SSLContext context(String keyManagers, String alias) throws Exception {
      KeyManagerFactory keys =
          keyManagers.equals(BOUNCY_CASTLES_OWN)
              ? KeyManagerFactory.getInstance("PKIX", new BouncyCastleJsseProvider())
              : KeyManagerFactory.getInstance(keyManagers);
      keys.init(vault.keyStore("azure.keyvault.aliases=" + alias), null);
      Provider provider =
          switch (this) {
            case JDK -> Security.getProvider("SunJSSE");
            case BOUNCY_CASTLE -> new BouncyCastleJsseProvider();
            case CONSCRYPT -> Conscrypt.newProviderBuilder().provideTrustManager(true).build();
          };
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", provider);
      trust.init(vault.trusted());
      SSLContext context = SSLContext.getInstance("TLS", provider);
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    }
  }

  /** One cell of the matrix. */
  record Case(Engine engine, boolean server, String protocol, String key, String keyManagers) {
    /** Whether the engine supports it; DIFFERENCES.md says why not. */
    boolean isPossible() {
      boolean ofTheJdk = keyManagers.equals("SunX509") || keyManagers.equals("PKIX");
      boolean rsa = key.startsWith("rsa");
      return switch (engine) {
        case JDK -> true;
        case BOUNCY_CASTLE -> !ofTheJdk || rsa || (!server && protocol.equals("TLSv1.2"));
        case CONSCRYPT -> !rsa;
      };
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Engine engine : Engine.values()) {
      for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
        for (String key : List.of("rsa", "rsa-3072", "p256", "p384", "p521")) {
          for (String keyManagers : engine.keyManagers()) {
            if (!Full.RUN && !isTypical(engine, key, keyManagers)) {
              continue;
            }
            cases.add(new Case(engine, true, protocol, key, keyManagers));
            cases.add(new Case(engine, false, protocol, key, keyManagers));
          }
        }
      }
    }
    return cases.stream();
  }

  /** HandshakeMatrixTest has the JDK's engine, too. */
  private static boolean isTypical(Engine engine, String key, String keyManagers) {
    return keyManagers.equals("AzureKeyVault")
        ? !key.matches("rsa-3072|p521")
        : engine != Engine.JDK && key.matches("rsa|p256");
  }

  @BeforeAll
  static void start() throws Exception {
    registered = Position.LAST.register();
    bouncyCastle = new BouncyCastleProvider();
    Security.addProvider(bouncyCastle);
    vault =
        ServedVault.with(
            """
            {"certificates": [
              {"name": "rsa", "kty": "RSA", "chain": 2, "dnsNames": ["localhost"]},
              {"name": "rsa-3072", "kty": "RSA", "size": 3072, "chain": 2, "dnsNames": ["localhost"]},
              {"name": "p256", "kty": "EC", "crv": "P-256", "chain": 2, "dnsNames": ["localhost"]},
              {"name": "p384", "kty": "EC", "crv": "P-384", "chain": 2, "dnsNames": ["localhost"]},
              {"name": "p521", "kty": "EC", "crv": "P-521", "chain": 2, "dnsNames": ["localhost"]},
              {"name": "sni-a", "kty": "RSA", "chain": 2, "dnsNames": ["a.test"]},
              {"name": "sni-b", "kty": "EC", "chain": 2, "dnsNames": ["b.test"]}
            ]}
            """);
    other = Engine.JDK.context("SunX509", "p256");
  }

  @AfterAll
  static void stop() {
    vault.close();
    Security.removeProvider(bouncyCastle.getName());
    registered.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void signsTheHandshakeOnce(Case tls) throws Exception {
    SSLContext own = tls.engine().context(tls.keyManagers(), tls.key());
    long before = vault.signatures();
    String greeting =
        tls.server()
            ? greeting(other, "localhost", own, tls.protocol())
            : greeting(own, "localhost", other, tls.protocol());
    if (tls.isPossible()) {
      assertThat(greeting)
          .isEqualTo(
              tls.server()
                  ? "CN=p256 at CN=" + tls.key()
                  : "CN=%s at CN=p256".formatted(tls.key()));
      assertThat(vault.signatures() - before).isEqualTo(2);
    } else {
      assertThat(greeting).doesNotStartWith("CN=");
    }
  }

  @Test
  void servesWithTheRecipeForBouncyCastle() throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("AzureKeyVault");
    keys.init(vault.keyStore("azure.keyvault.aliases=p384"), null);
    KeyStore trust = vault.trusted();
    // Shown: BouncyCastle JSSE
    Provider tls = new BouncyCastleJsseProvider(); // given a provider, it signs by that alone
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX", tls);
    trusted.init(trust);
    SSLContext context = SSLContext.getInstance("TLS", tls);
    context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
    // Shown: end
    assertThat(greeting(other, "localhost", context, "TLSv1.3")).isEqualTo("CN=p256 at CN=p384");
  }

  static Stream<Case> namedHosts() {
    return cases()
        .filter(tls -> tls.engine() != Engine.CONSCRYPT && tls.key().equals("rsa"))
        .filter(tls -> tls.server() && tls.keyManagers().equals("AzureKeyVault"));
  }

  @ParameterizedTest
  @MethodSource("namedHosts")
  void showsEachHostItsOwnCertificateWhateverTheKeyTypes(Case tls) throws Exception {
    SSLContext server = tls.engine().context(tls.keyManagers(), "sni-a, sni-b");
    assertThat(greeting(other, "a.test", server, tls.protocol())).isEqualTo("CN=p256 at CN=sni-a");
    assertThat(greeting(other, "b.test", server, tls.protocol())).isEqualTo("CN=p256 at CN=sni-b");
  }

  /**
   * Returns the server's greeting with the subject of the client's certificate, or the failure. The
   * server wraps an accepted connection in TLS: Conscrypt's own server socket does not work on JDK
   * 17 and later.
   */
  private static String greeting(SSLContext client, String host, SSLContext server, String protocol)
      throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      FutureTask<Void> serving = new FutureTask<>(() -> serve(listening, server));
      new Thread(serving, "server").start();
      try (TlsConnection connection =
          TlsConnection.to(client, host, listening.getLocalPort(), protocol)) {
        String name = connection.say("hi");
        assertThat(connection.session().getProtocol()).isEqualTo(protocol);
        return name + " at " + connection.serverName();
      } catch (IOException e) {
        return e.toString();
      } finally {
        serving.get();
      }
    }
  }

  private static Void serve(ServerSocket listening, SSLContext context) throws IOException {
    try (Socket plain = listening.accept();
        SSLSocket tls =
            (SSLSocket)
                context.getSocketFactory().createSocket(plain, "client", plain.getPort(), true)) {
      tls.setUseClientMode(false);
      tls.setNeedClientAuth(true);
      tls.startHandshake();
      String client = tls.getSession().getPeerPrincipal().getName();
      tls.getOutputStream().write((client + "\n").getBytes(StandardCharsets.UTF_8));
      tls.getInputStream().read();
    } catch (IOException refused) {
      // The client reports the failure.
      return null;
    }
    return null;
  }
}
