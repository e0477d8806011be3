package io.vaultjca.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS peers of an application, without Spring, and the settings of an embedded vault. */
final class Tls {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private Tls() {}

  /** The settings of a vault, for an application's configuration. */
  static Map<String, String> settings(VaultServer vault, Path folder) throws IOException {
    Path file = vault.writeProperties(folder.resolve("vault.properties"));
    Properties properties = new Properties();
    properties.load(new StringReader(Files.readString(file)));
    Map<String, String> settings = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return settings;
  }

  /** The root of the seeded certificates, as PEM. */
  static String root(VaultServer vault) throws GeneralSecurityException {
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(Base64.getMimeEncoder().encodeToString(vault.seedRoot().getEncoded()));
  }

  /** A context without a key that trusts this root. */
  static SSLContext trusting(VaultServer vault) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("root", vault.seedRoot());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** The certificate that a server shows; with cipher suites, the client uses TLS 1.2. */
  static X509Certificate shown(SSLContext context, int port, String... suites) throws IOException {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket socket =
            (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true)) {
      plain.setSoTimeout(30_000);
      if (suites.length > 0) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.2"});
        parameters.setCipherSuites(suites);
        socket.setSSLParameters(parameters);
      }
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  /** Returns as soon as the condition holds. */
  static void until(String description, Callable<Boolean> condition) throws Exception {
    long begin = System.nanoTime();
    while (!condition.call()) {
      assertThat(System.nanoTime() - begin)
          .as("time to wait for %s", description)
          .isLessThan(LONGEST.toNanos());
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** Starts a server that requires a client certificate and answers with its subject. */
  static HttpsServer echo(SSLContext context) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters required = context.getDefaultSSLParameters();
            required.setNeedClientAuth(true);
            parameters.setSSLParameters(required);
          }
        });
    server.createContext("/", Tls::answer);
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    byte[] name =
        ((HttpsExchange) exchange)
            .getSSLSession()
            .getPeerPrincipal()
            .getName()
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, name.length);
    try (exchange) {
      exchange.getResponseBody().write(name);
    }
  }

  static String address(HttpsServer server) {
    return "https://localhost:" + server.getAddress().getPort() + "/";
  }
}
