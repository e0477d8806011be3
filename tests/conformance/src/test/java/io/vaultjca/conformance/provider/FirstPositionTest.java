package io.vaultjca.conformance.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vaultjca.conformance.fixture.Position;
import io.vaultjca.conformance.fixture.TestVault;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.crypto.Cipher;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the provider first, everything unrelated to a vault goes to the JDK. */
@ResourceLock(TestVault.SHARED)
class FirstPositionTest {
  @ParameterizedTest
  @CsvSource({
    "RSA, SHA256withRSA, TLSv1.3",
    "RSA, SHA256withRSA, TLSv1.2",
    "RSA, SHA384withRSA, TLSv1.3",
    "EC, SHA256withECDSA, TLSv1.3",
    "EC, SHA256withECDSA, TLSv1.2"
  })
  void tlsWithAnUnrelatedServerSendsNoRequestToAVault(
      String keyAlgorithm, String signature, String protocol) throws Exception {
    Position.FIRST.during(
        () ->
            assertThat(
                    TestVault.vault()
                        .requestsOf(
                            () ->
                                assertThat(fetch(keyAlgorithm, signature, protocol))
                                    .isEqualTo("hello")))
                .isZero());
  }

  private static String fetch(String keyAlgorithm, String signature, String protocol)
      throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance(keyAlgorithm).generateKeyPair();
    X509Certificate certificate = certificate(pair, signature);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(serverContext(pair, certificate)));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 5);
          exchange
              .getResponseBody()
              .write("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
    try {
      URL url = URI.create("https://localhost:" + server.getAddress().getPort() + "/").toURL();
      HttpsURLConnection connection = (HttpsURLConnection) url.openConnection();
      connection.setSSLSocketFactory(clientContext(certificate, protocol).getSocketFactory());
      try (InputStream body = connection.getInputStream()) {
        return new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      }
    } finally {
      server.stop(0);
    }
  }

  private static SSLContext serverContext(KeyPair pair, X509Certificate certificate)
      throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server", pair.getPrivate(), new char[0], new X509Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static SSLContext clientContext(X509Certificate certificate, String protocol)
      throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance(protocol);
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private static X509Certificate certificate(KeyPair pair, String signature) throws Exception {
    X500Name name = new X500Name("CN=localhost");
    Instant now = Instant.now();
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.ONE,
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(Duration.ofHours(1))),
                    name,
                    pair.getPublic())
                .addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")))
                .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
  }

  @ParameterizedTest
  @CsvSource({"SHA-256, 32", "SHA-512, 64", "SHA-256, 20", "SHA-1, 20", "SHA-224, 28"})
  void pssWithParametersBeforeTheKeyReachesTheJdk(String hash, int salt) throws Exception {
    PSSParameterSpec parameters =
        new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), salt, 1);
    KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    byte[][] signed = new byte[1][];
    Position.FIRST.during(
        () -> {
          Signature signature = Signature.getInstance("RSASSA-PSS");
          signature.setParameter(parameters);
          signature.initSign(pair.getPrivate());
          signature.update(new byte[10]);
          signed[0] = signature.sign();
          Signature verifier = Signature.getInstance("RSASSA-PSS");
          verifier.setParameter(parameters);
          verifier.initVerify(pair.getPublic());
          verifier.update(new byte[10]);
          assertThat(verifier.verify(signed[0])).isTrue();
          assertThat(
                  verifier.getParameters().getParameterSpec(PSSParameterSpec.class).getSaltLength())
              .isEqualTo(salt);
        });
    Signature jdk = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
    jdk.setParameter(parameters);
    jdk.initVerify(pair.getPublic());
    jdk.update(new byte[10]);
    assertThat(jdk.verify(signed[0])).isTrue();
  }

  @Test
  void softwareKeysReachTheJdksSignaturesAndCiphers() throws Exception {
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    KeyPair ec = KeyPairGenerator.getInstance("EC").generateKeyPair();
    Position.FIRST.during(
        () -> {
          Signature signature = Signature.getInstance("SHA256withRSA");
          signature.initSign(rsa.getPrivate());
          assertThat(signature.getProvider().getName()).isEqualTo("SunRsaSign");
          Signature ecdsa = Signature.getInstance("SHA256withECDSA");
          ecdsa.initVerify(ec.getPublic());
          assertThat(ecdsa.getProvider().getName()).isEqualTo("SunEC");
          Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
          cipher.init(Cipher.ENCRYPT_MODE, rsa.getPublic());
          assertThat(cipher.getProvider().getName()).isEqualTo("SunJCE");
          Cipher other = Cipher.getInstance("RSA/ECB/NoPadding");
          other.init(Cipher.ENCRYPT_MODE, rsa.getPublic());
          assertThat(other.getProvider().getName()).isEqualTo("SunJCE");
        });
  }
}
