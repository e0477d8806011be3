package io.vaultjca.conformance.issuers;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate and its key, made with BouncyCastle, that can issue certificates. */
record TestAuthority(KeyPair keys, X509Certificate certificate) {
  private static final AtomicLong SERIAL = new AtomicLong(1);
  private static final int ANY_USAGE = -1;

  /** Makes a self-signed certificate. */
  static TestAuthority root(String name) throws Exception {
    KeyPair keys = newKeys();
    return new TestAuthority(keys, sign(keys, name, name, keys, new Form(true, ANY_USAGE, 86_400)));
  }

  /** Issues the certificate of another authority; it names addresses of this one. */
  TestAuthority authority(String name, String... addresses) throws Exception {
    return issue(name, newKeys(), new Form(true, KeyUsage.keyCertSign, 86_400), addresses);
  }

  /** Issues a certificate for a server. */
  TestAuthority leaf(String name, String... addresses) throws Exception {
    return issue(name, newKeys(), new Form(false, KeyUsage.digitalSignature, 86_400), addresses);
  }

  /** Issues a certificate with other properties. */
  TestAuthority issue(String name, KeyPair subject, Form form, String... addresses)
      throws Exception {
    String issuer = certificate.getSubjectX500Principal().getName();
    return new TestAuthority(subject, sign(keys, issuer, name, subject, form, addresses));
  }

  record Form(boolean authority, int usage, long seconds) {}

  static KeyPair newKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  /** Key and certificate in PEM, as a vault imports them. */
  String pem() {
    return block("PRIVATE KEY", keys.getPrivate().getEncoded()) + block("CERTIFICATE", encoded());
  }

  byte[] encoded() {
    try {
      return certificate.getEncoded();
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  static String block(String type, byte[] content) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(type, java.util.Base64.getMimeEncoder().encodeToString(content));
  }

  static X509Certificate sign(
      KeyPair issuer, String issuerName, String name, KeyPair subject, Form form, String... urls)
      throws Exception {
    Instant end = Instant.now().plusSeconds(form.seconds());
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuerName),
            BigInteger.valueOf(SERIAL.getAndIncrement()),
            Date.from(end.minusSeconds(864_000)),
            Date.from(end),
            new X500Name(name),
            subject.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(form.authority()));
    if (form.usage() != ANY_USAGE) {
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(form.usage()));
    }
    if (urls.length > 0) {
      ASN1EncodableVector descriptions = new ASN1EncodableVector();
      descriptions.add(
          new AccessDescription(AccessDescription.id_ad_ocsp, uri("http://127.0.0.1:1/ocsp")));
      Arrays.stream(urls)
          .map(url -> new AccessDescription(AccessDescription.id_ad_caIssuers, uri(url)))
          .forEach(descriptions::add);
      builder.addExtension(
          Extension.authorityInfoAccess,
          false,
          AuthorityInformationAccess.getInstance(new DERSequence(descriptions)));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
  }

  private static GeneralName uri(String text) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, text);
  }
}
