package io.vaultjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.consumers.fixture.TlsConnection;
import io.vaultjca.key.VaultPrivateKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ML-DSA keys in the vault with other libraries: BouncyCastle's certificates and CMS, and the JDK's
 * support.
 */
@ResourceLock(Position.PROVIDERS)
class MlDsaTest {
  private static final boolean KNOWN_TO_THE_JDK = Runtime.version().feature() >= 24;
  private static final byte[] CONTENT = "to whom it may concern".getBytes(StandardCharsets.UTF_8);
  private static final String VERSION = "azure.keyvault.api-version=2026-07-01-preview";
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  @TempDir private static Path folder;
  private static ServedVault vault;
  private static Position.Registration registered;

  @BeforeAll
  static void openVault() {
    vault =
        ServedVault.premium(
            """
            {"keys": [
              {"name": "ml-dsa-44", "kty": "AKP", "alg": "ML-DSA-44"},
              {"name": "ml-dsa-65", "kty": "AKP", "alg": "ML-DSA-65"},
              {"name": "ml-dsa-87", "kty": "AKP", "alg": "ML-DSA-87"}
            ]}
            """);
    registered = Position.LAST.register();
  }

  @AfterAll
  static void closeVault() {
    registered.close();
    vault.close();
  }

  private static PrivateKey key(String algorithm) throws Exception {
    return (PrivateKey) vault.keyStore(VERSION).getKey(algorithm.toLowerCase(Locale.ROOT), null);
  }

  /** A self-signed certificate for a key of the vault. */
  private static X509CertificateHolder certificate(String algorithm, PrivateKey key)
      throws Exception {
    X500Name subject = new X500Name("CN=" + algorithm);
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
            subject,
            BigInteger.ONE,
            Date.from(now.minusSeconds(60)),
            Date.from(now.plusSeconds(3600)),
            subject,
            ((VaultPrivateKey) key).publicKey())
        .build(new JcaContentSignerBuilder(algorithm).setProvider("AzureKeyVault").build(key));
  }

  private static X509Certificate ofTheJdk(X509CertificateHolder certificate) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509", "SUN")
            .generateCertificate(new ByteArrayInputStream(certificate.getEncoded()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ML-DSA-44", "ML-DSA-65", "ML-DSA-87"})
  void certifiesItself(String algorithm) throws Exception {
    X509CertificateHolder certificate = certificate(algorithm, key(algorithm));
    assertThat(
            certificate.isSignatureValid(
                new JcaContentVerifierProviderBuilder()
                    .setProvider(BOUNCY_CASTLE)
                    .build(certificate)))
        .isTrue();
    X509Certificate read = ofTheJdk(certificate);
    read.verify(read.getPublicKey(), BOUNCY_CASTLE);
    if (KNOWN_TO_THE_JDK) {
      read.verify(read.getPublicKey(), "SUN");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ML-DSA-44", "ML-DSA-65", "ML-DSA-87"})
  void signsCms(String algorithm) throws Exception {
    PrivateKey key = key(algorithm);
    X509Certificate certificate = ofTheJdk(certificate(algorithm, key));
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
            .build(
                new JcaContentSignerBuilder(algorithm).setProvider("AzureKeyVault").build(key),
                certificate));
    generator.addCertificates(new JcaCertStore(List.of(certificate)));
    byte[] encoded = generator.generate(new CMSProcessableByteArray(CONTENT), true).getEncoded();

    CMSSignedData signed = new CMSSignedData(encoded);
    SignerInformation signer = signed.getSignerInfos().getSigners().iterator().next();
    X509CertificateHolder sent = signed.getCertificates().getMatches(null).iterator().next();
    assertThat(
            signer.verify(
                new JcaSimpleSignerInfoVerifierBuilder().setProvider(BOUNCY_CASTLE).build(sent)))
        .isTrue();
    assertThat(signed.getSignedContent().getContent()).isEqualTo(CONTENT);
  }

  /**
   * The JDK's TLS does not request such a key yet; DIFFERENCES.md says what happens when it does.
   */
  @Test
  void theJdksTlsCannotUseThem() throws Exception {
    SSLContext context = context("ML-DSA-65");
    long before = vault.signatures();
    assertThat(greeting(context, context)).contains("SSLHandshakeException", "handshake_failure");
    assertThat(vault.signatures()).isEqualTo(before);
  }

  private static SSLContext context(String algorithm) throws Exception {
    PrivateKey key = key(algorithm);
    String alias = algorithm.toLowerCase(Locale.ROOT);
    Certificate certificate = ofTheJdk(certificate(algorithm, key));
    Path chain = Files.createTempFile(folder, alias, ".pem");
    Files.writeString(
        chain,
        "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(certificate.getEncoded())));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("AzureKeyVault");
    keys.init(
        vault.keyStore(VERSION, "azure.keyvault.certificate-chain." + alias + "=" + chain), null);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** Returns the server's greeting to the client, or the failure. */
  private static String greeting(SSLContext client, SSLContext server) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      FutureTask<Void> serving = new FutureTask<>(() -> serve(listening, server));
      new Thread(serving, "server").start();
      try (TlsConnection connection =
          TlsConnection.to(client, "localhost", listening.getLocalPort(), "TLSv1.3")) {
        return connection.say("hi");
      } catch (IOException e) {
        return e.toString();
      } finally {
        serving.get();
      }
    }
  }

  private static Void serve(ServerSocket listening, SSLContext context) throws IOException {
    try (Socket plain = listening.accept();
        SSLSocket tls =
            (SSLSocket)
                context.getSocketFactory().createSocket(plain, "client", plain.getPort(), true)) {
      tls.setUseClientMode(false);
      tls.startHandshake();
      tls.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
      tls.getInputStream().read();
    } catch (IOException refused) {
      // The client reports the failure.
      return null;
    }
    return null;
  }
}
