package io.vaultjca.embedded.crypto;

import java.time.Instant;
import java.util.List;

/**
 * The content of a certificate or a certificate request, except the key.
 *
 * @param subject most specific part first, {@code CN=a, O=b}
 * @param keyUsage the service's names: {@code digitalSignature}, …
 * @param ekus object identifiers
 * @param from ignored for a request
 * @param until ignored for a request
 */
public record CertificateProfile(
    String subject,
    List<String> dnsNames,
    List<String> emails,
    List<String> upns,
    List<String> ipAddresses,
    List<String> uris,
    List<String> keyUsage,
    List<String> ekus,
    boolean ca,
    Instant from,
    Instant until) {

  /** Returns this profile with another end of validity. */
  public CertificateProfile withUntil(Instant changed) {
    return new CertificateProfile(
        subject, dnsNames, emails, upns, ipAddresses, uris, keyUsage, ekus, ca, from, changed);
  }
}
