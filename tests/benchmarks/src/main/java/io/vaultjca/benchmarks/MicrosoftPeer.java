package io.vaultjca.benchmarks;

import com.sun.net.httpserver.HttpServer;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;

/**
 * Runs {@link MicrosoftWalk} against an embedded vault: with a trust store that it reads, and a
 * managed identity on loopback, since it asks for tokens of a service that it guesses from the host
 * name.
 */
final class MicrosoftPeer implements AutoCloseable {
  private final VaultServer vault;
  private final Path trust;
  private final HttpServer identity;

  MicrosoftPeer(VaultServer vault) throws GeneralSecurityException, IOException {
    this.vault = vault;
    this.trust = Files.createTempFile("trust", ".p12");
    writeTrust();
    this.identity =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String token = vault.accessToken();
    identity.createContext(
        "/",
        exchange -> {
          byte[] body =
              ("{\"access_token\":\""
                      + token
                      + "\",\"expires_in\":\"3600\",\"expires_on\":\"4070908800\","
                      + "\"token_type\":\"Bearer\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    identity.start();
  }

  private void writeTrust() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12", "SunJSSE");
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(vault.caCertificate())) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509", "SUN").generateCertificate(pem));
    }
    try (OutputStream out = Files.newOutputStream(trust)) {
      store.store(out, "changeit".toCharArray());
    }
  }

  /** The seconds that it takes, the start of its JVM not counted. */
  double walk() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djavax.net.ssl.keyStore=" + trust,
                "-Djavax.net.ssl.keyStorePassword=changeit",
                "-cp",
                System.getProperty("java.class.path"),
                MicrosoftWalk.class.getName(),
                // It looks for a dot in the host.
                vault.uri().toString().replace("localhost", "127.0.0.1"))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .put("IDENTITY_ENDPOINT", "http://127.0.0.1:" + identity.getAddress().getPort() + "/token");
    builder.environment().put("IDENTITY_HEADER", "benchmark");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("Microsoft's provider failed: " + output);
    }
    return Double.parseDouble(output.strip());
  }

  @Override
  public void close() throws IOException {
    identity.stop(0);
    Files.delete(trust);
  }
}
