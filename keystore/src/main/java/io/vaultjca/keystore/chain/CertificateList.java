package io.vaultjca.keystore.chain;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchProviderException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text that holds only certificates: PEM, or base64 of PKCS#7 or of one DER certificate. It
 * skips nothing: a text that decides about trust is read as a whole or not at all.
 */
public final class CertificateList {
  private static final String BEGIN = "-----BEGIN ";

  private static final String RULE =
      """
      it must be certificates in PEM (with its line breaks: az keyvault secret set --file) or \
      PKCS#7, and nothing else""";

  private CertificateList() {}

  /**
   * Reads the certificates of a text, each once, in their order.
   *
   * @throws IOException if it holds no certificate or anything else; the message does not quote it
   * @throws CertificateException if a certificate is malformed
   */
  public static List<X509Certificate> read(byte[] text) throws IOException, CertificateException {
    String all = new String(text, StandardCharsets.US_ASCII);
    Set<X509Certificate> certificates = all.contains(BEGIN) ? pem(all) : base64(all);
    if (certificates.isEmpty()) {
      throw new IOException("It holds no certificate: " + RULE);
    }
    return List.copyOf(certificates);
  }

  private static Set<X509Certificate> pem(String text) throws IOException, CertificateException {
    Set<X509Certificate> certificates = new LinkedHashSet<>();
    PemReader reader = new PemReader(new StringReader(text));
    int blocks = 0;
    for (PemObject block = next(reader); block != null; block = next(reader)) {
      blocks++;
      switch (block.getType()) {
        case "CERTIFICATE", "X509 CERTIFICATE" ->
            certificates.add(CertificateChains.certificate(block.getContent()));
        case "PKCS7", "CMS" -> certificates.addAll(binary(block.getContent()));
        default -> {
          Arrays.fill(block.getContent(), (byte) 0);
          throw new IOException(
              "It holds something other than certificates, perhaps a private key: " + RULE);
        }
      }
    }
    // BouncyCastle skips a block whose first line is malformed.
    if (blocks != text.split(BEGIN, -1).length - 1) {
      throw new IOException("A block of the PEM is malformed: " + RULE);
    }
    return certificates;
  }

  private static @Nullable PemObject next(PemReader reader) throws IOException {
    try {
      return reader.readPemObject();
    } catch (IOException | IllegalStateException | IndexOutOfBoundsException e) {
      throw new IOException("A block of the PEM is malformed: " + RULE);
    }
  }

  private static Set<X509Certificate> base64(String text) throws IOException, CertificateException {
    try {
      return binary(Base64.getDecoder().decode(text.replaceAll("\\s", "")));
    } catch (IllegalArgumentException e) {
      throw new IOException("It is neither PEM nor base64: " + RULE);
    }
  }

  private static Set<X509Certificate> binary(byte[] encoded)
      throws IOException, CertificateException {
    Collection<? extends Certificate> read;
    try {
      read =
          CertificateFactory.getInstance("X.509", "SUN")
              .generateCertificates(new ByteArrayInputStream(encoded));
    } catch (NoSuchProviderException e) {
      throw new CertificateException("This JVM lacks the provider SUN", e);
    } catch (CertificateException e) {
      throw new IOException("It is neither PKCS#7 nor a certificate: " + RULE, e);
    }
    Set<X509Certificate> certificates = new LinkedHashSet<>();
    for (Certificate certificate : read) {
      certificates.add((X509Certificate) certificate);
    }
    return certificates;
  }
}
