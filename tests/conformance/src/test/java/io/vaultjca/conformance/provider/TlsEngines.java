package io.vaultjca.conformance.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;

/** Both sides of a handshake, on two engines without a socket; the server's key is in a vault. */
final class TlsEngines {
  private final SSLContext server;
  private final Certificate certificate;

  private TlsEngines(SSLContext server, Certificate certificate) {
    this.server = server;
    this.certificate = certificate;
  }

  /**
   * A server with one entry of a key store file, and a client that trusts its certificate.
   *
   * @param properties the key store file
   * @param alias the entry
   */
  static TlsEngines of(Path properties, String alias) throws Exception {
    KeyStore store = keyStore(properties, alias);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, null);
    SSLContext server = SSLContext.getInstance("TLS");
    server.init(keys.getKeyManagers(), null, null);
    return new TlsEngines(server, store.getCertificate(alias));
  }

  private static KeyStore keyStore(Path properties, String alias) throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault");
    Path narrowed = Files.createTempFile("narrowed", ".properties");
    narrowed.toFile().deleteOnExit();
    Files.writeString(
        narrowed, Files.readString(properties) + "\nazure.keyvault.aliases=" + alias + "\n");
    try (InputStream in = Files.newInputStream(narrowed)) {
      store.load(in, null);
    }
    return store;
  }

  private static SSLContext trusting(Certificate certificate)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  /** A handshake of one protocol version. */
  void handshake(String protocol) throws GeneralSecurityException, IOException {
    SSLSession session = handshake(client(protocol), server(protocol));
    assertThat(session.getProtocol()).isEqualTo(protocol);
  }

  /** A handshake with one cipher suite of TLS 1.2. */
  void handshakeWith(String suite) throws GeneralSecurityException, IOException {
    SSLEngine asking = client("TLSv1.2");
    SSLEngine serving = server("TLSv1.2");
    asking.setEnabledCipherSuites(new String[] {suite});
    serving.setEnabledCipherSuites(new String[] {suite});
    assertThat(handshake(asking, serving).getCipherSuite()).isEqualTo(suite);
  }

  /** Creates a client with a new context, which has no session to resume. */
  private SSLEngine client(String protocol) throws GeneralSecurityException, IOException {
    SSLEngine engine = trusting(certificate).createSSLEngine("localhost", 443);
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {protocol});
    return engine;
  }

  private SSLEngine server(String protocol) {
    SSLEngine engine = server.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(new String[] {protocol});
    return engine;
  }

  /** Passes messages between two engines until both have finished. */
  private static SSLSession handshake(SSLEngine asking, SSLEngine serving) throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
    ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
    for (int step = 0; step < 1000; step++) {
      boolean clientDone = step(asking, toClient, toServer);
      boolean serverDone = step(serving, toServer, toClient);
      if (clientDone && serverDone && step > 10) {
        return asking.getSession();
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
