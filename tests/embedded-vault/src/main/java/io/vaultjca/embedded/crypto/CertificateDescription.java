package io.vaultjca.embedded.crypto;

import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;

/** What a certificate says, in the service's terms. */
public final class CertificateDescription {
  private static final List<String> USAGES =
      List.of(
          "digitalSignature",
          "nonRepudiation",
          "keyEncipherment",
          "dataEncipherment",
          "keyAgreement",
          "keyCertSign",
          "cRLSign",
          "encipherOnly",
          "decipherOnly");

  private final X509Certificate certificate;

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
    return DistinguishedName.format(
        X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()));
  }

  public PublicKey publicKey() {
    return certificate.getPublicKey();
  }

  /** In the order of their bits; empty without the extension. */
  public List<String> keyUsage() {
    List<String> usages = new ArrayList<>();
    boolean[] bits = certificate.getKeyUsage();
    for (int i = 0; bits != null && i < USAGES.size(); i++) {
      if (bits[i]) {
        usages.add(USAGES.get(i));
      }
    }
    return usages;
  }

  /** Object identifiers; empty without the extension. */
  public List<String> ekus() throws InvalidInputException {
    try {
      List<String> ekus = certificate.getExtendedKeyUsage();
      return ekus == null ? List.of() : ekus;
    } catch (CertificateParsingException malformed) {
      throw new InvalidInputException("The extended key usage cannot be read.", malformed);
    }
  }

  /** The alternative names of type dNSName; empty without any. */
  public List<String> dnsNames() throws InvalidInputException {
    return names(2);
  }

  /** The alternative names of type rfc822Name; empty without any. */
  public List<String> emails() throws InvalidInputException {
    return names(1);
  }

  public boolean ca() {
    return certificate.getBasicConstraints() >= 0;
  }

  /** The lifetime in whole months, at least 1. */
  public int validityMonths() {
    Period period =
        Period.between(
            certificate.getNotBefore().toInstant().atOffset(ZoneOffset.UTC).toLocalDate(),
            certificate.getNotAfter().toInstant().atOffset(ZoneOffset.UTC).toLocalDate());
    return (int) Math.max(1, period.toTotalMonths());
  }

  /** Puts a chain in order, each certificate followed by its issuer; the first one stays. */
  public static List<byte[]> ordered(List<byte[]> chain) throws InvalidInputException {
    List<byte[]> left = new ArrayList<>(chain);
    List<byte[]> ordered = new ArrayList<>();
    byte[] current = left.remove(0);
    while (current != null) {
      ordered.add(current);
      X509Certificate subject = Certificates.parse(current);
      current = null;
      for (byte[] candidate : left) {
        if (Certificates.parse(candidate)
            .getSubjectX500Principal()
            .equals(subject.getIssuerX500Principal())) {
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

  private List<String> names(int type) throws InvalidInputException {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> name : all) {
          if (name.get(0).equals(type)) {
            names.add((String) name.get(1));
          }
        }
      }
    } catch (CertificateParsingException malformed) {
      throw new InvalidInputException("The alternative names cannot be read.", malformed);
    }
    return names;
  }
}
