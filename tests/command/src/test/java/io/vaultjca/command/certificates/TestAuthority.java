package io.vaultjca.command.certificates;

import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that BouncyCastle creates: a certificate with its key. */
record TestAuthority(KeyPair keys, X509Certificate certificate) {
  private static final AtomicLong SERIAL = new AtomicLong(1);

  /** Creates a self-signed one. */
  static TestAuthority root(String name) throws Exception {
    KeyPair keys = newKeys();
    return new TestAuthority(keys, sign(keys, name, name, keys.getPublic(), true));
  }

  TestAuthority authority(String name) throws Exception {
    KeyPair subject = newKeys();
    return new TestAuthority(subject, issue(name, subject.getPublic(), true));
  }

  TestAuthority leaf(String name) throws Exception {
    KeyPair subject = newKeys();
    return new TestAuthority(subject, issue(name, subject.getPublic(), false));
  }

  X509Certificate issue(String name, PublicKey key, boolean authority) throws Exception {
    return sign(keys, certificate.getSubjectX500Principal().getName(), name, key, authority);
  }

  private static KeyPair newKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static X509Certificate sign(
      KeyPair signer, String issuer, String subject, PublicKey key, boolean authority)
      throws Exception {
    Instant now = Instant.now();
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    new X500Name(issuer),
                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                    Date.from(now.minusSeconds(3_600)),
                    Date.from(now.plusSeconds(86_400)),
                    new X500Name(subject),
                    key)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
  }

  /** Encodes objects such as certificates and keys as PEM. */
  static String pem(Object... objects) throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object object : objects) {
        writer.writeObject(object);
      }
    }
    return text.toString();
  }
}
