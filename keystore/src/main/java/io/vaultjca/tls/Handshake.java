package io.vaultjca.tls;

import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake requires of a certificate.
 *
 * @param purpose what the certificate is for
 * @param host the host name that the client requests, in lower case; empty if it does not say
 * @param tls13 whether the version is TLS 1.3, where a signature algorithm implies a curve
 * @param signatures the signature algorithms that the peer accepts, in JSSE's names; empty if
 *     unknown
 * @param keyAlgorithms which of RSA and EC the engine may request
 */
record Handshake(
    Purpose purpose,
    Optional<String> host,
    boolean tls13,
    Set<String> signatures,
    Set<String> keyAlgorithms) {
  private static final Set<String> EITHER = Set.of(KeyType.RSA, KeyType.EC);
  private static final String PSS = "RSASSA-PSS";

  /** Algorithms that TLS 1.3 allows only for signatures in certificates (RFC 8446, 4.2.3). */
  private static final Pattern NOT_OF_TLS13 = Pattern.compile(".+with(RSA|DSA)|SHA(1|224)with.+");

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

  /** Returns a handshake about which only its purpose is known. */
  static Handshake unknown(Purpose purpose) {
    return new Handshake(purpose, Optional.empty(), false, Set.of(), EITHER);
  }

  static Handshake of(Purpose purpose, @Nullable SSLEngine engine) {
    return engine == null
        ? unknown(purpose)
        : of(purpose, engine.getHandshakeSession(), engine.getEnabledCipherSuites());
  }

  static Handshake of(Purpose purpose, @Nullable Socket socket) {
    return socket instanceof SSLSocket tls
        ? of(purpose, tls.getHandshakeSession(), tls.getEnabledCipherSuites())
        : unknown(purpose);
  }

  private static Handshake of(
      Purpose purpose, @Nullable SSLSession session, String[] cipherSuites) {
    if (!(session instanceof ExtendedSSLSession extended)) {
      return unknown(purpose);
    }
    boolean tls13 = session.getProtocol().equals("TLSv1.3");
    return new Handshake(
        purpose,
        purpose == Purpose.SERVER ? requestedHost(extended) : Optional.empty(),
        tls13,
        signatures(extended.getPeerSupportedSignatureAlgorithms(), tls13),
        tls13 ? EITHER : keyAlgorithms(cipherSuites));
  }

  /**
   * BouncyCastle spells PSS as {@code SHA256withRSAandMGF1}. Conscrypt reports SHA1withRSA and
   * SHA1withECDSA whatever the peer accepts. No peer can speak TLS 1.3 with these alone, so then
   * the algorithms are unknown.
   */
  private static Set<String> signatures(String[] algorithms, boolean tls13) {
    Set<String> signatures =
        Arrays.stream(algorithms)
            .map(name -> name.endsWith("withRSAandMGF1") ? PSS : name)
            .collect(Collectors.toUnmodifiableSet());
    return tls13 && signatures.stream().allMatch(name -> NOT_OF_TLS13.matcher(name).matches())
        ? Set.of()
        : signatures;
  }

  /** Up to TLS 1.2 a cipher suite names the key that signs. */
  private static Set<String> keyAlgorithms(String[] cipherSuites) {
    return Stream.of(cipherSuites)
        .flatMap(
            suite ->
                suite.contains("_ECDSA_")
                    ? Stream.of(KeyType.EC)
                    : suite.contains("DHE_RSA_") ? Stream.of(KeyType.RSA) : Stream.empty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Optional<String> requestedHost(ExtendedSSLSession session) {
    List<SNIServerName> names = session.getRequestedServerNames();
    // Conscrypt returns null if the client requests none.
    return Stream.ofNullable(names)
        .flatMap(List::stream)
        .filter(SNIHostName.class::isInstance)
        .map(name -> ((SNIHostName) name).getAsciiName().toLowerCase(Locale.ROOT))
        .findFirst();
  }
}
