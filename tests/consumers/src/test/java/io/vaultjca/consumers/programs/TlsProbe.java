package io.vaultjca.consumers.programs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A TLS client, whose offers the system properties {@code jdk.tls.client.*} configure for the whole
 * JVM.
 */
public final class TlsProbe {
  private TlsProbe() {}

  /** Takes a PKCS#12 file to trust, its password and ports of this machine. */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(Path.of(arguments[0]))) {
      trusted.load(file, arguments[1].toCharArray());
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    for (int i = 2; i < arguments.length; i++) {
      int port = Integer.parseInt(arguments[i]);
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
        socket.startHandshake();
        X509Certificate server = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        System.out.println(
            "%s %s %s"
                .formatted(
                    arguments[i],
                    socket.getSession().getProtocol(),
                    server.getPublicKey().getAlgorithm()));
      } catch (SSLException e) {
        System.out.println(arguments[i] + " failed: " + e.getMessage());
      }
    }
  }
}
