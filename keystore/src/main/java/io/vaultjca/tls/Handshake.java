package io.vaultjca.tls;

import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * What a handshake asks of a certificate.
 *
 * @param purpose what the certificate is for
 * @param host the host that the client wants, in lower case; empty if it does not say
 * @param tls13 whether the version is TLS 1.3, where a signature algorithm has a curve of its own
 * @param signatures the signature algorithms that the peer takes, in the JCA's names; empty if they
 *     are not known
 */
record Handshake(Purpose purpose, Optional<String> host, boolean tls13, Set<String> signatures) {
  /** What a certificate is for (RFC 5280, section 4.2.1.12). */
  enum Purpose {
    SERVER("1.3.6.1.5.5.7.3.1"),
    CLIENT("1.3.6.1.5.5.7.3.2");

    private final String extendedKeyUsage;

    Purpose(String extendedKeyUsage) {
      this.extendedKeyUsage = extendedKeyUsage;
    }

    String extendedKeyUsage() {
      return extendedKeyUsage;
    }
  }

  /** A handshake of which nothing is known. */
  static Handshake unknown(Purpose purpose) {
    return new Handshake(purpose, Optional.empty(), false, Set.of());
  }

  static Handshake of(Purpose purpose, SSLEngine engine) {
    return of(purpose, engine == null ? null : engine.getHandshakeSession());
  }

  static Handshake of(Purpose purpose, Socket socket) {
    return of(purpose, socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
  }

  private static Handshake of(Purpose purpose, SSLSession session) {
    if (!(session instanceof ExtendedSSLSession extended)) {
      return unknown(purpose);
    }
    return new Handshake(
        purpose,
        purpose == Purpose.SERVER ? requestedHost(extended) : Optional.empty(),
        session.getProtocol().equals("TLSv1.3"),
        Set.copyOf(List.of(extended.getPeerSupportedSignatureAlgorithms())));
  }

  private static Optional<String> requestedHost(ExtendedSSLSession session) {
    return session.getRequestedServerNames().stream()
        .filter(SNIHostName.class::isInstance)
        .map(name -> ((SNIHostName) name).getAsciiName().toLowerCase(Locale.ROOT))
        .findFirst();
  }
}
