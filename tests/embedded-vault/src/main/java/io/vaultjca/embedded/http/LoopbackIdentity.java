package io.vaultjca.embedded.http;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The server's certificate, made anew at each start: a CA to be trusted and a leaf for {@code
 * localhost}, 127.0.0.1 and ::1, both P-256, valid for a year.
 *
 * <p>Every provider is named: in-process, another one may stand first in the JVM, and it may be the
 * very one under test.
 *
 * @param serverTls ready for a server
 * @param clientTls trusts the CA and nothing else
 * @param caPem the CA's certificate as PEM
 */
public record LoopbackIdentity(SSLContext serverTls, SSLContext clientTls, String caPem) {
  /** Makes one. */
  public static LoopbackIdentity create() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
      SecureRandom random = SecureRandom.getInstance("DRBG", "SUN");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair caKey = generator.generateKeyPair();
      KeyPair key = generator.generateKeyPair();
      // A name of its own: a client may trust several of these at once, and finds them by name.
      X500Name caName =
          new X500Name("CN=Embedded vault CA " + new BigInteger(64, random).toString(16));
      X509Certificate ca =
          sign(
              builder(caName, caName, caKey, BigInteger.ONE)
                  .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                  .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)),
              caKey.getPrivate());
      GeneralNames names =
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.iPAddress, "::1")
              });
      X509Certificate leaf =
          sign(
              builder(caName, new X500Name("CN=localhost"), key, BigInteger.TWO)
                  .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                  .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                  .addExtension(
                      Extension.extendedKeyUsage,
                      false,
                      new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                  .addExtension(Extension.subjectAlternativeName, false, names),
              caKey.getPrivate());
      return new LoopbackIdentity(
          server(key.getPrivate(), random, leaf, ca), client(random, ca), pem(ca));
    } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
      throw new IllegalStateException("the JDK lacks what TLS on loopback needs", impossible);
    }
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair key, BigInteger serial) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        issuer,
        serial,
        Date.from(now.minus(1, ChronoUnit.HOURS)),
        Date.from(now.plus(365, ChronoUnit.DAYS)),
        subject,
        key.getPublic());
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey caKey)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .setProvider("SUN")
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").setProvider("SunEC").build(caKey)));
  }

  private static SSLContext server(PrivateKey key, SecureRandom random, X509Certificate... chain)
      throws GeneralSecurityException, IOException {
    char[] password = new char[0];
    KeyStore store = KeyStore.getInstance("JKS", "SUN");
    store.load(null, password);
    store.setKeyEntry("localhost", key, password, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509", "SunJSSE");
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
    // An empty list, not null: null would read the JVM's default trust store.
    context.init(keys.getKeyManagers(), new TrustManager[0], random);
    return context;
  }

  private static SSLContext client(SecureRandom random, X509Certificate ca)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("JKS", "SUN");
    store.load(null, null);
    store.setCertificateEntry("ca", ca);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", "SunJSSE");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
    context.init(null, trust.getTrustManagers(), random);
    return context;
  }

  private static String pem(X509Certificate certificate) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(certificate);
    }
    return text.toString();
  }
}
