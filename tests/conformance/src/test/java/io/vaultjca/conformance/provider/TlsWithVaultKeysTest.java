package io.vaultjca.conformance.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vaultjca.conformance.fixture.Position;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A TLS server whose key is in a vault, on two engines without a socket. */
class TlsWithVaultKeysTest {
  private static VaultServer server;
  private static Path properties;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = VaultServer.start();
    server.seed(
        """
        {"certificates": [
          {"name": "tls-rsa", "subject": "CN=localhost", "kty": "RSA", "dnsNames": ["localhost"],
           "keyUsage": ["digitalSignature", "keyEncipherment", "dataEncipherment"]},
          {"name": "tls-ec", "subject": "CN=localhost", "kty": "EC", "crv": "P-256",
           "dnsNames": ["localhost"]}]}
        """);
    properties = server.writeProperties(folder.resolve("vault.properties"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Arguments> handshakes() {
    return Stream.of(Position.FIRST, Position.LAST)
        .flatMap(
            position ->
                Stream.of("tls-rsa", "tls-ec")
                    .flatMap(
                        alias ->
                            Stream.of("TLSv1.3", "TLSv1.2")
                                .map(protocol -> Arguments.of(position, alias, protocol))));
  }

  @ParameterizedTest
  @MethodSource("handshakes")
  void oneSignatureAHandshake(Position position, String alias, String protocol) throws Exception {
    position.during(
        () -> {
          SSLContext context = serverContext(alias);
          handshake(context, trusting(certificate(alias)), protocol, null);
          server.counters().reset();
          handshake(context, trusting(certificate(alias)), protocol, null);
          assertThat(server.counters().requests("keys/sign")).isEqualTo(1);
        });
  }

  /** RSA key transport: JSSE asks to unwrap a premaster secret, is refused, and decrypts. */
  @ParameterizedTest
  @MethodSource("positions")
  void oneDecryptionAHandshakeWithRsaKeyTransport(Position position) throws Exception {
    String suite = "TLS_RSA_WITH_AES_128_GCM_SHA256";
    assumeThat(Arrays.asList(SSLContext.getDefault().createSSLEngine().getEnabledCipherSuites()))
        .as("the JDK still offers RSA key transport")
        .contains(suite);
    position.during(
        () -> {
          SSLContext context = serverContext("tls-rsa");
          handshake(context, trusting(certificate("tls-rsa")), "TLSv1.2", suite);
          server.counters().reset();
          handshake(context, trusting(certificate("tls-rsa")), "TLSv1.2", suite);
          assertThat(server.counters().requests("keys/decrypt")).isEqualTo(1);
        });
  }

  static Stream<Position> positions() {
    return Stream.of(Position.FIRST, Position.LAST);
  }

  @Test
  void aVaultThatFailsEndsTheHandshakeWithAnAlert() throws Exception {
    Position.LAST.during(
        () -> {
          SSLContext context = serverContext("tls-rsa");
          handshake(context, trusting(certificate("tls-rsa")), "TLSv1.3", null);
          server.faults().inject("keys/sign", 1, Fault.garbage());
          assertThatThrownBy(
                  () -> handshake(context, trusting(certificate("tls-rsa")), "TLSv1.3", null))
              .isInstanceOf(SSLException.class);
          server.faults().clear();
        });
  }

  private static KeyStore keyStore() throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault");
    try (InputStream in = Files.newInputStream(properties)) {
      store.load(in, null);
    }
    return store;
  }

  private static Certificate certificate(String alias) throws Exception {
    return keyStore().getCertificate(alias);
  }

  private static SSLContext serverContext(String alias) throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault");
    Path narrowed = Files.createTempFile("narrowed", ".properties");
    narrowed.toFile().deleteOnExit();
    Files.writeString(
        narrowed, Files.readString(properties) + "\nazure.keyvault.aliases=" + alias + "\n");
    try (InputStream in = Files.newInputStream(narrowed)) {
      store.load(in, null);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, null);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static SSLContext trusting(Certificate certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  /** Passes the messages of two engines to and fro until both have finished. */
  private static void handshake(
      SSLContext serverSide, SSLContext clientSide, String protocol, String suite)
      throws SSLException {
    SSLEngine client = clientSide.createSSLEngine("localhost", 443);
    client.setUseClientMode(true);
    client.setEnabledProtocols(new String[] {protocol});
    SSLEngine serving = serverSide.createSSLEngine();
    serving.setUseClientMode(false);
    serving.setEnabledProtocols(new String[] {protocol});
    if (suite != null) {
      client.setEnabledCipherSuites(new String[] {suite});
      serving.setEnabledCipherSuites(new String[] {suite});
    }
    ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
    ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
    for (int step = 0; step < 1000; step++) {
      boolean clientDone = step(client, toClient, toServer);
      boolean serverDone = step(serving, toServer, toClient);
      if (clientDone && serverDone && step > 10) {
        assertThat(client.getSession().getProtocol()).isEqualTo(protocol);
        return;
      }
    }
    throw new SSLException("the handshake does not end");
  }

  private static boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        for (Runnable task = engine.getDelegatedTask();
            task != null;
            task = engine.getDelegatedTask()) {
          task.run();
        }
      }
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap(engine, in);
      case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
      default -> {
        if (in.position() > 0) {
          unwrap(engine, in);
        } else if (engine.getSession().getCipherSuite().equals("SSL_NULL_WITH_NULL_NULL")) {
          engine.wrap(ByteBuffer.allocate(0), out);
        } else {
          return true;
        }
      }
    }
    return false;
  }

  private static void unwrap(SSLEngine engine, ByteBuffer in) throws SSLException {
    in.flip();
    SSLEngineResult result = engine.unwrap(in, ByteBuffer.allocate(1 << 16));
    in.compact();
    assertThat(result.getStatus())
        .isIn(SSLEngineResult.Status.OK, SSLEngineResult.Status.BUFFER_UNDERFLOW);
  }
}
