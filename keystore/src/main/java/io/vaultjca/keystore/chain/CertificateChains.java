package io.vaultjca.keystore.chain;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/** Reads certificates from PEM and PKCS#12, and orders chains. */
public final class CertificateChains {
  private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
  private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";

  private CertificateChains() {}

  /** Parses a DER certificate with the JDK's own provider. */
  public static X509Certificate certificate(byte[] encoded) throws CertificateException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509", "SUN")
              .generateCertificate(new ByteArrayInputStream(encoded));
    } catch (java.security.NoSuchProviderException e) {
      throw new CertificateException("This JVM lacks the provider SUN", e);
    }
  }

  /** Reads the certificates of a PEM file in their order. */
  public static List<X509Certificate> pemFile(Path file) throws IOException, CertificateException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    // BouncyCastle skips a block that follows a byte order mark.
    String pem = text.replaceFirst("^\u00ef\u00bb\u00bf", "");
    return pem(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /**
   * Reads the certificates of the secret behind a certificate. Skips private keys without
   * decrypting them and overwrites their bytes.
   *
   * @param content the secret's value: PEM, or a PKCS#12 file in base64
   * @param time the longest time for deriving keys
   * @throws IOException if it has another form or holds no certificate
   * @throws GeneralSecurityException if it cannot be decrypted or a certificate is malformed
   * @throws TimeoutException if the time runs out
   */
  public static List<X509Certificate> secret(byte[] content, String contentType, Duration time)
      throws IOException, GeneralSecurityException, TimeoutException {
    List<X509Certificate> certificates = certificates(content, contentType, time);
    if (certificates.isEmpty()) {
      throw new IOException("The secret holds no certificate");
    }
    return certificates;
  }

  private static List<X509Certificate> certificates(
      byte[] content, String contentType, Duration time)
      throws IOException, GeneralSecurityException, TimeoutException {
    boolean pem =
        contentType.toLowerCase(Locale.ROOT).contains("pem")
            || (content.length > 0 && content[0] == '-');
    if (pem) {
      return pem(new ByteArrayInputStream(content));
    }
    byte[] pkcs12;
    try {
      pkcs12 = Base64.getMimeDecoder().decode(content);
    } catch (IllegalArgumentException e) {
      throw new IOException("The secret is neither PEM nor base64", e);
    }
    try {
      return Pkcs12Certificates.read(pkcs12, time);
    } finally {
      Arrays.fill(pkcs12, (byte) 0);
    }
  }

  private static List<X509Certificate> pem(InputStream content)
      throws IOException, CertificateException {
    List<X509Certificate> certificates = new ArrayList<>();
    PemReader reader = new PemReader(new InputStreamReader(content, StandardCharsets.US_ASCII));
    for (PemObject block = next(reader); block != null; block = next(reader)) {
      if (block.getType().equals("CERTIFICATE")) {
        certificates.add(certificate(block.getContent()));
      } else {
        Arrays.fill(block.getContent(), (byte) 0);
      }
    }
    return certificates;
  }

  private static @Nullable PemObject next(PemReader reader) throws IOException {
    try {
      return reader.readPemObject();
    } catch (IllegalStateException | IndexOutOfBoundsException e) {
      // Thrown by BouncyCastle's base64 decoder, whose message quotes nothing.
      throw new IOException("A block of the PEM file is malformed", e);
    }
  }

  /** Returns the chain of a certificate: itself, then each issuer found among the candidates. */
  public static List<X509Certificate> order(
      X509Certificate leaf, List<X509Certificate> candidates) {
    List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
    X509Certificate last = leaf;
    while (!isSelfIssued(last)) {
      Optional<X509Certificate> issuer = issuerOf(last, candidates);
      if (issuer.isEmpty() || chain.contains(issuer.get())) {
        break;
      }
      last = issuer.get();
      chain.add(last);
    }
    return chain;
  }

  /** Whether a certificate names itself as its issuer, and so ends a chain. */
  public static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /** Finds the issuer by name, and among several by key identifier (RFC 5280, 4.2.1.1). */
  private static Optional<X509Certificate> issuerOf(
      X509Certificate certificate, List<X509Certificate> candidates) {
    List<X509Certificate> named =
        candidates.stream()
            .filter(
                other ->
                    other.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
            .toList();
    byte[] authorityKey =
        named.size() < 2 ? null : keyIdentifier(certificate, AUTHORITY_KEY_IDENTIFIER);
    return named.stream()
        .filter(
            other ->
                authorityKey != null
                    && Arrays.equals(authorityKey, keyIdentifier(other, SUBJECT_KEY_IDENTIFIER)))
        .findFirst()
        .or(() -> named.stream().findFirst());
  }

  private static byte @Nullable [] keyIdentifier(X509Certificate certificate, String oid) {
    byte[] extension = certificate.getExtensionValue(oid);
    if (extension == null) {
      return null;
    }
    try {
      byte[] value = ASN1OctetString.getInstance(extension).getOctets();
      return oid.equals(SUBJECT_KEY_IDENTIFIER)
          ? org.bouncycastle.asn1.x509.SubjectKeyIdentifier.getInstance(value).getKeyIdentifier()
          : org.bouncycastle.asn1.x509.AuthorityKeyIdentifier.getInstance(value)
              .getKeyIdentifierOctets();
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException malformed) {
      // Ignored: the names decide.
      return null;
    }
  }
}
