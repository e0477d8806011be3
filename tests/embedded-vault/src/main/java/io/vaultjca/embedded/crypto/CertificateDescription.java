package io.vaultjca.embedded.crypto;

import java.io.IOException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;

/** The content of a certificate, in the service's terms. */
public final class CertificateDescription {
  private final String subject;
  private final byte[] publicKey;
  private final Instant notBefore;
  private final Instant notAfter;
  private final List<String> keyUsage;
  private final List<String> ekus;
  private final List<String> dnsNames;
  private final List<String> emails;
  private final boolean ca;

  /**
   * Describes a certificate.
   *
   * @param der its encoding
   * @throws InvalidInputException if it is not a certificate, or an extension is malformed
   */
  public CertificateDescription(byte[] der) throws InvalidInputException {
    X509CertificateHolder certificate = Certificates.parse(der);
    try {
      Extensions extensions = certificate.getExtensions();
      this.subject = DistinguishedName.format(certificate.getSubject());
      this.publicKey = certificate.getSubjectPublicKeyInfo().getEncoded();
      this.notBefore = certificate.getNotBefore().toInstant();
      this.notAfter = certificate.getNotAfter().toInstant();
      KeyUsage usage = KeyUsage.fromExtensions(extensions);
      this.keyUsage = usage == null ? List.of() : KeyUsages.names(usage);
      ExtendedKeyUsage purposes = ExtendedKeyUsage.fromExtensions(extensions);
      this.ekus =
          purposes == null
              ? List.of()
              : Arrays.stream(purposes.getUsages()).map(KeyPurposeId::getId).toList();
      this.dnsNames = names(extensions, GeneralName.dNSName);
      this.emails = names(extensions, GeneralName.rfc822Name);
      BasicConstraints constraints = BasicConstraints.fromExtensions(extensions);
      this.ca = constraints != null && constraints.isCA();
    } catch (IOException | RuntimeException malformed) {
      // BouncyCastle may throw any exception for malformed ASN.1.
      throw new InvalidInputException("The specified X.509 certificate is not valid.", malformed);
    }
  }

  public String subject() {
    return subject;
  }

  /** Returns the public key as a SubjectPublicKeyInfo in DER. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  public Instant notBefore() {
    return notBefore;
  }

  public Instant notAfter() {
    return notAfter;
  }

  /** Returns the usages in the order of their bits; empty without the extension. */
  public List<String> keyUsage() {
    return keyUsage;
  }

  /** Returns object identifiers; empty without the extension. */
  public List<String> ekus() {
    return ekus;
  }

  /** Returns the alternative names of type dNSName; may be empty. */
  public List<String> dnsNames() {
    return dnsNames;
  }

  /** Returns the alternative names of type rfc822Name; may be empty. */
  public List<String> emails() {
    return emails;
  }

  public boolean ca() {
    return ca;
  }

  /** Returns the lifetime in whole months, at least 1. */
  public int validityMonths() {
    Period period =
        Period.between(
            notBefore.atOffset(ZoneOffset.UTC).toLocalDate(),
            notAfter.atOffset(ZoneOffset.UTC).toLocalDate());
    return (int) Math.max(1, period.toTotalMonths());
  }

  /** Sorts a chain, each certificate followed by its issuer; the first one stays first. */
  public static List<byte[]> ordered(List<byte[]> chain) throws InvalidInputException {
    List<byte[]> left = new ArrayList<>(chain);
    List<byte[]> ordered = new ArrayList<>();
    byte[] current = left.remove(0);
    while (current != null) {
      ordered.add(current);
      X509CertificateHolder subject = Certificates.parse(current);
      current = null;
      for (byte[] candidate : left) {
        if (Certificates.parse(candidate).getSubject().equals(subject.getIssuer())) {
          current = candidate;
          break;
        }
      }
      if (current != null) {
        left.remove(current);
      }
    }
    // Unrelated certificates are kept, as by the service.
    ordered.addAll(left);
    return ordered;
  }

  private static List<String> names(Extensions extensions, int type) {
    GeneralNames names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
    return names == null
        ? List.of()
        : Arrays.stream(names.getNames())
            .filter(name -> name.getTagNo() == type)
            .map(name -> name.getName().toString())
            .toList();
  }
}
