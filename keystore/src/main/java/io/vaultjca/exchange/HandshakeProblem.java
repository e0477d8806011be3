package io.vaultjca.exchange;

import io.vaultjca.Setting;
import io.vaultjca.token.CredentialMessages;
import io.vaultjca.transport.Causes;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;

/** Why a TLS handshake failed, as a clause, and advice, as a sentence after a blank. */
record HandshakeProblem(String what, String advice) {
  private static final String RENEW =
      """
       Check this machine's clock and what stands between it and the vault (a proxy that opens TLS, \
      a private endpoint): its certificate must be renewed.""";

  static HandshakeProblem of(Throwable handshake) {
    Optional<CertificateException> innermost =
        Causes.of(handshake)
            .filter(CertificateException.class::isInstance)
            .map(CertificateException.class::cast)
            .reduce((outer, inner) -> inner);
    Throwable problem = innermost.isPresent() ? innermost.get() : handshake;
    String text = CredentialMessages.of(problem).replaceFirst("\\.$", "");
    if (problem instanceof CertificateExpiredException) {
      return new HandshakeProblem(
          "the certificate that it shows has expired (%s)".formatted(text), RENEW);
    }
    if (problem instanceof CertificateNotYetValidException) {
      return new HandshakeProblem(
          "the certificate that it shows is not valid yet (%s)".formatted(text), RENEW);
    }
    if (text.contains("No subject alternative") || text.contains("No name matching")) {
      return new HandshakeProblem(
          text,
          " Something else answers under the vault's name: check %s, DNS and proxies."
              .formatted(Setting.URI.key()));
    }
    return new HandshakeProblem(
        text,
        """
         If the vault's certificate is issued by a certificate authority of your own, set %s to a \
        PEM file of it."""
            .formatted(Setting.TRUST_CERTIFICATES.key()));
  }
}
