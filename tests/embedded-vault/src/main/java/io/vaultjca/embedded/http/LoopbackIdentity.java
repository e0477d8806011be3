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
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
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
 * The server's certificates, created at each start: a CA to trust and a leaf for {@code localhost},
 * 127.0.0.1, ::1 and the names of vaults, both P-256, valid for a year.
 *
 * <p>Providers are always named: in the same JVM, the provider under test may come first.
 */
public final class LoopbackIdentity {
  private static final String[] NAMES = {"localhost", "*.vault.azure.net"};
  private static final String[] ADDRESSES = {"127.0.0.1", "::1"};

  private final SecureRandom random;
  private final X500Name caName;
  private final KeyPair caKey;
  private final X509Certificate ca;

  private LoopbackIdentity(
      SecureRandom random, X500Name caName, KeyPair caKey, X509Certificate ca) {
    this.random = random;
    this.caName = caName;
    this.caKey = caKey;
    this.ca = ca;
  }

  /** Creates a CA and its key. */
  public static LoopbackIdentity create() {
    try {
      SecureRandom random = SecureRandom.getInstance("DRBG", "SUN");
      // Unique names: a client may trust several of these CAs, and looks them up by name.
      X500Name caName =
          new X500Name("CN=Embedded vault CA " + new BigInteger(64, random).toString(16));
      KeyPair caKey = keyPair(random);
      Instant now = Instant.now();
      X509Certificate ca =
          sign(
              builder(caName, caName, caKey, BigInteger.ONE, now.plus(365, ChronoUnit.DAYS))
                  .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                  .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)),
              caKey.getPrivate());
      return new LoopbackIdentity(random, caName, caKey, ca);
    } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
      throw new IllegalStateException("the JDK lacks what TLS on loopback needs", impossible);
    }
  }

  /** Returns the context of a server with a valid certificate. */
  public SSLContext serverTls() {
    return serverTls(Instant.now().plus(365, ChronoUnit.DAYS), NAMES, ADDRESSES);
  }

  /** Returns the context of a server with other names, such as a gateway in front of a vault. */
  public SSLContext serverTlsFor(String... hosts) {
    return serverTls(Instant.now().plus(365, ChronoUnit.DAYS), hosts, ADDRESSES);
  }

  /** Returns the context of a server whose certificate expired a day ago. */
  public SSLContext expiredServerTls() {
    return serverTls(Instant.now().minus(1, ChronoUnit.DAYS), NAMES, ADDRESSES);
  }

  /** Returns the context of a server whose certificate is for another host. */
  public SSLContext otherHostServerTls() {
    return serverTls(
        Instant.now().plus(365, ChronoUnit.DAYS),
        new String[] {"elsewhere.example"},
        new String[0]);
  }

  /** Returns the context of a client that trusts only this CA. */
  public SSLContext clientTls() {
    try {
      return client(random, ca);
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("the JDK lacks what TLS on loopback needs", impossible);
    }
  }

  /** Returns the CA's certificate as PEM. */
  public String caPem() {
    try {
      return pem(ca);
    } catch (IOException impossible) {
      throw new IllegalStateException("our own certificate", impossible);
    }
  }

  private SSLContext serverTls(Instant expires, String[] hosts, String[] addresses) {
    try {
      KeyPair key = keyPair(random);
      List<GeneralName> names = new ArrayList<>();
      for (String host : hosts) {
        names.add(new GeneralName(GeneralName.dNSName, host));
      }
      for (String address : addresses) {
        names.add(new GeneralName(GeneralName.iPAddress, address));
      }
      X509Certificate leaf =
          sign(
              builder(caName, new X500Name("CN=" + hosts[0]), key, BigInteger.TWO, expires)
                  .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                  .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                  .addExtension(
                      Extension.extendedKeyUsage,
                      false,
                      new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                  .addExtension(
                      Extension.subjectAlternativeName,
                      false,
                      new GeneralNames(names.toArray(new GeneralName[0]))),
              caKey.getPrivate());
      return server(key.getPrivate(), random, leaf, ca);
    } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
      throw new IllegalStateException("the JDK lacks what TLS on loopback needs", impossible);
    }
  }

  private static KeyPair keyPair(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair key, BigInteger serial, Instant expires) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        serial,
        Date.from(Instant.now().minus(2, ChronoUnit.DAYS)),
        Date.from(expires),
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
    // Empty, not null: null would load the JVM's default trust store.
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
