package io.vaultjca.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The host names that a certificate is for (RFC 6125, section 6.4, and RFC 9525).
 *
 * @param patterns DNS names in lower case; the first label may be the wildcard
 */
record HostNames(List<String> patterns) {
  private static final Integer DNS_NAME = 2;

  /** How well a certificate fits a host name, from the worst to the best. */
  enum Fit {
    NONE,
    WILDCARD,
    EXACT
  }

  /**
   * Reads the subject alternative names of a certificate. If they are malformed it fits no host.
   */
  static HostNames of(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return new HostNames(
          names == null
              ? List.of()
              : names.stream()
                  .filter(name -> DNS_NAME.equals(name.get(0)))
                  .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                  .toList());
    } catch (CertificateParsingException e) {
      return new HostNames(List.of());
    }
  }

  /** Returns how well the names fit a host name in lower case. */
  Fit fit(String host) {
    return patterns.stream()
        .map(pattern -> fit(pattern, host))
        .max(Comparator.naturalOrder())
        .orElse(Fit.NONE);
  }

  private static Fit fit(String pattern, String host) {
    if (pattern.equals(host)) {
      return Fit.EXACT;
    }
    int dot = host.indexOf('.');
    boolean wildcard =
        pattern.startsWith("*.")
            && dot > 0
            && pattern.length() - 1 == host.length() - dot
            && host.endsWith(pattern.substring(1));
    return wildcard ? Fit.WILDCARD : Fit.NONE;
  }
}
