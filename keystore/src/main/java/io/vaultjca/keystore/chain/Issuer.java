package io.vaultjca.keystore.chain;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;

/** Finds the addresses of a certificate's issuer, and the issuer among the certificates there. */
final class Issuer {
  private static final int MOST_ADDRESSES = 3;
  private static final int LONGEST_ADDRESS = 1_000;
  private static final int KEY_CERT_SIGN = 5;

  private Issuer() {}

  /**
   * Returns the first three addresses that a certificate names for its issuer (caIssuers of its
   * Authority Information Access, RFC 5280, 4.2.2.1).
   */
  static List<URI> addresses(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(Extension.authorityInfoAccess.getId());
    if (extension == null) {
      return List.of();
    }
    List<URI> addresses = new ArrayList<>();
    try {
      byte[] value = ASN1OctetString.getInstance(extension).getOctets();
      for (AccessDescription each :
          AuthorityInformationAccess.getInstance(value).getAccessDescriptions()) {
        address(each).filter(a -> addresses.size() < MOST_ADDRESSES).ifPresent(addresses::add);
      }
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException malformed) {
      // The addresses before it are still used.
    }
    return addresses;
  }

  private static Optional<URI> address(AccessDescription description) {
    GeneralName location = description.getAccessLocation();
    if (!description.getAccessMethod().equals(AccessDescription.id_ad_caIssuers)
        || location.getTagNo() != GeneralName.uniformResourceIdentifier) {
      return Optional.empty();
    }
    String text = ((ASN1String) location.getName()).getString().strip();
    try {
      return text.length() > LONGEST_ADDRESS
          ? Optional.empty()
          : Optional.of(URI.create(URI.create(text).toASCIIString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads the certificates of an untrusted file: DER, PEM or PKCS#7.
   *
   * @throws CertificateException if it holds no certificate or anything else; the message has its
   *     address as its subject
   */
  static List<X509Certificate> certificates(byte[] file) throws CertificateException {
    List<X509Certificate> certificates;
    try {
      certificates =
          CertificateFactory.getInstance("X.509", "SUN")
              .generateCertificates(new ByteArrayInputStream(file))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
    } catch (GeneralSecurityException | RuntimeException | StackOverflowError e) {
      throw new CertificateException("answers with something other than a certificate", e);
    }
    if (certificates.isEmpty()) {
      throw new CertificateException("answers with something other than a certificate");
    }
    return certificates;
  }

  /**
   * Returns the candidate that has signed a certificate and is allowed to.
   *
   * @param below the number of authorities below it, which its pathLenConstraint may forbid (RFC
   *     5280, 4.2.1.9)
   * @throws CertificateException if there is none; the message says why, with the address of the
   *     candidates as its subject
   */
  static X509Certificate of(
      X509Certificate certificate, List<X509Certificate> candidates, int below, Instant now)
      throws CertificateException {
    CertificateException reason = new CertificateException("has no certificate with that name");
    for (X509Certificate candidate : candidates) {
      if (candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
        try {
          requireAuthority(candidate, below, now);
          requireSignedBy(candidate.getPublicKey(), certificate);
          return candidate;
        } catch (CertificateException e) {
          reason = e;
        } catch (RuntimeException e) {
          reason = new CertificateException("has a malformed certificate with that name", e);
        }
      }
    }
    throw reason;
  }

  private static void requireAuthority(X509Certificate candidate, int below, Instant now)
      throws CertificateException {
    boolean[] usage = candidate.getKeyUsage();
    if (candidate.getBasicConstraints() < below
        || (usage != null && (usage.length <= KEY_CERT_SIGN || !usage[KEY_CERT_SIGN]))) {
      throw new CertificateException(
          "has a certificate with that name that may not issue certificates");
    }
    try {
      candidate.checkValidity(Date.from(now));
    } catch (CertificateException e) {
      throw new CertificateException("has a certificate with that name that is not valid now", e);
    }
  }

  /** Uses the JDK's own providers, which limit the length of a key. */
  private static void requireSignedBy(PublicKey key, X509Certificate certificate)
      throws CertificateException {
    String provider =
        switch (key.getAlgorithm()) {
          case "RSA", "RSASSA-PSS" -> "SunRsaSign";
          case "EC", "EdDSA" -> "SunEC";
          default ->
              throw new CertificateException(
                  "has a certificate with that name and an unknown type of key");
        };
    try {
      certificate.verify(key, provider);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new CertificateException("has a certificate with that name that did not sign it", e);
    }
  }
}
