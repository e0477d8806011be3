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
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;

/** What a certificate says, in the service's terms. */
public final class CertificateDescription {
  private final X509CertificateHolder certificate;

  /**
   * Describes a certificate.
   *
   * @param der its encoding
   * @throws InvalidInputException if it is none
   */
  public CertificateDescription(byte[] der) throws InvalidInputException {
    this.certificate = Certificates.parse(der);
  }

  public String subject() {
    return DistinguishedName.format(certificate.getSubject());
  }

  /** The public key as a SubjectPublicKeyInfo, DER. */
  public byte[] publicKey() throws InvalidInputException {
    try {
      return certificate.getSubjectPublicKeyInfo().getEncoded();
    } catch (IOException malformed) {
      throw new InvalidInputException("The public key cannot be read.", malformed);
    }
  }

  public Instant notBefore() {
    return certificate.getNotBefore().toInstant();
  }

  public Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }

  /** In the order of their bits; empty without the extension. */
  public List<String> keyUsage() {
    KeyUsage usage = KeyUsage.fromExtensions(certificate.getExtensions());
    return usage == null ? List.of() : KeyUsages.names(usage);
  }

  /** Object identifiers; empty without the extension. */
  public List<String> ekus() {
    ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(certificate.getExtensions());
    return usage == null
        ? List.of()
        : Arrays.stream(usage.getUsages()).map(KeyPurposeId::getId).toList();
  }

  /** The alternative names of type dNSName; empty without any. */
  public List<String> dnsNames() {
    return names(GeneralName.dNSName);
  }

  /** The alternative names of type rfc822Name; empty without any. */
  public List<String> emails() {
    return names(GeneralName.rfc822Name);
  }

  public boolean ca() {
    BasicConstraints constraints = BasicConstraints.fromExtensions(certificate.getExtensions());
    return constraints != null && constraints.isCA();
  }

  /** The lifetime in whole months, at least 1. */
  public int validityMonths() {
    Period period =
        Period.between(
            notBefore().atOffset(ZoneOffset.UTC).toLocalDate(),
            notAfter().atOffset(ZoneOffset.UTC).toLocalDate());
    return (int) Math.max(1, period.toTotalMonths());
  }

  /** Puts a chain in order, each certificate followed by its issuer; the first one stays. */
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
    // Strangers to the chain are kept: the service does not throw them away.
    ordered.addAll(left);
    return ordered;
  }

  private List<String> names(int type) {
    GeneralNames names =
        GeneralNames.fromExtensions(certificate.getExtensions(), Extension.subjectAlternativeName);
    return names == null
        ? List.of()
        : Arrays.stream(names.getNames())
            .filter(name -> name.getTagNo() == type)
            .map(name -> name.getName().toString())
            .toList();
  }
}
