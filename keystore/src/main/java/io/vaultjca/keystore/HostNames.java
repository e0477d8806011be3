package io.vaultjca.keystore;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Whether a certificate is for a host name (RFC 6125, section 6.4, and RFC 9525). */
final class HostNames {
  private static final int DNS_NAME = 2;

  private HostNames() {}

  /** How well a certificate fits a host name; the better the later. */
  enum Fit {
    NONE,
    WILDCARD,
    EXACT
  }

  static Fit fit(X509Certificate certificate, String hostName) {
    String host = hostName.toLowerCase(Locale.ROOT);
    Fit best = Fit.NONE;
    for (List<?> name : subjectAlternativeNames(certificate)) {
      if (Integer.valueOf(DNS_NAME).equals(name.get(0))) {
        Fit fit = fit(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT), host);
        if (fit.compareTo(best) > 0) {
          best = fit;
        }
      }
    }
    return best;
  }

  private static Fit fit(String pattern, String host) {
    if (pattern.equals(host)) {
      return Fit.EXACT;
    }
    int dot = host.indexOf('.');
    boolean wildcard =
        pattern.startsWith("*.") && dot > 0 && pattern.substring(1).equals(host.substring(dot));
    return wildcard ? Fit.WILDCARD : Fit.NONE;
  }

  private static Collection<List<?>> subjectAlternativeNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      // A name that cannot be read fits no host.
      return List.of();
    }
  }
}
