package io.vaultjca.keystore.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the files that the JDK writes, with each encryption that it supports. */
@SuppressWarnings("JavaUtilDate") // BouncyCastle's certificate builder takes Dates.
@Isolated("It sets system properties.")
class Pkcs12CertificatesTest {
  private static final Duration TIME = Duration.ofSeconds(60);

  /** The JDK's default of 10,000 would take most of this test's time. */
  private static final int FEW_ITERATIONS = 100;

  private static KeyPair pair;
  private static X509Certificate certificate;

  @BeforeAll
  static void make() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
    generator.initialize(256);
    pair = generator.generateKeyPair();
    X500Name subject = new X500Name("CN=test");
    Instant now = Instant.now();
    certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        subject,
                        BigInteger.TEN,
                        Date.from(now),
                        Date.from(now.plusSeconds(60)),
                        subject,
                        pair.getPublic())
                    .build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PBEWithSHA1AndRC2_40",
        "PBEWithSHA1AndDESede",
        "PBEWithHmacSHA256AndAES_256",
        "PBEWithHmacSHA512AndAES_128",
        "NONE"
      })
  void readsEveryEncryptionOfTheJdk(String algorithm) throws Exception {
    // With a wrong reading of "no password" the padding is right by chance once in 256 times.
    for (int i = 0; i < (algorithm.equals("PBEWithSHA1AndDESede") ? 600 : 20); i++) {
      assertThat(Pkcs12Certificates.read(file(algorithm, new char[0]), TIME))
          .containsExactly(certificate);
    }
  }

  @Test
  void readsAFileWithManyIterations() throws Exception {
    byte[] file = file("PBEWithSHA1AndDESede", new char[0], 600_000);
    assertThat(Pkcs12Certificates.read(file, TIME)).containsExactly(certificate);
  }

  @Test
  void limitsTheSumOfAllIterations() throws Exception {
    byte[] twice = file("PBEWithSHA1AndDESede", "secret".toCharArray(), 1_000_000);
    assertThatThrownBy(() -> Pkcs12Certificates.read(twice, TIME))
        .hasMessage("The PKCS#12 file cannot be read without a password");
    byte[] file = file("PBEWithSHA1AndDESede", "secret".toCharArray(), 1_000_001);
    assertThatThrownBy(() -> Pkcs12Certificates.read(file, TIME))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The PKCS#12 file needs 2000002 iterations of key derivation in all its parts and tries,"
                + " and the limit is 2000000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PBEWithSHA1AndDESede", "PBEWithHmacSHA256AndAES_256"})
  void startsNoKeyDerivationAfterTheDeadline(String algorithm) throws Exception {
    byte[] file = file(algorithm, new char[0]);
    assertThatThrownBy(() -> Pkcs12Certificates.read(file, Duration.ZERO))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("its PKCS#12 file takes too long to decrypt");
  }

  @Test
  void refusesAFileThatNeedsAPassword() throws Exception {
    byte[] file = file("PBEWithHmacSHA256AndAES_256", "secret".toCharArray());
    assertThatThrownBy(() -> Pkcs12Certificates.read(file, TIME))
        .isInstanceOf(IOException.class)
        .hasMessage("The PKCS#12 file cannot be read without a password");
  }

  @Test
  void refusesAFileThatIsNotPkcs12() throws Exception {
    assertThatThrownBy(
            () ->
                CertificateChains.secret(
                    "bm8gZmlsZQ==".getBytes(StandardCharsets.US_ASCII), "", TIME))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(
            () -> CertificateChains.secret("%%%".getBytes(StandardCharsets.US_ASCII), "", TIME))
        .isInstanceOf(IOException.class);
  }

  @Test
  void readsAPemSecret() throws Exception {
    byte[] pem =
        ("-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n")
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(CertificateChains.secret(pem, "application/x-pem-file", TIME))
        .containsExactly(certificate);
  }

  private static byte[] file(String algorithm, char[] password) throws Exception {
    byte[] file = file(algorithm, password, FEW_ITERATIONS);
    KeyStore again = KeyStore.getInstance("PKCS12", "SunJSSE");
    again.load(new ByteArrayInputStream(file), password);
    assertThat(Arrays.asList(again.getCertificateChain("key"))).containsExactly(certificate);
    return file;
  }

  /** Writes a file whose certificates are encrypted with a number of iterations. */
  private static byte[] file(String algorithm, char[] password, int iterations) throws Exception {
    Map<String, String> properties =
        Map.of(
            "keystore.pkcs12.certProtectionAlgorithm", algorithm,
            "keystore.pkcs12.certPbeIterationCount", Integer.toString(iterations),
            "keystore.pkcs12.keyPbeIterationCount", Integer.toString(FEW_ITERATIONS),
            "keystore.pkcs12.macIterationCount", Integer.toString(FEW_ITERATIONS));
    KeyStore store = KeyStore.getInstance("PKCS12", "SunJSSE");
    store.load(null, null);
    properties.forEach(System::setProperty);
    try {
      store.setKeyEntry("key", pair.getPrivate(), password, new Certificate[] {certificate});
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      store.store(bytes, password);
      return bytes.toByteArray();
    } finally {
      properties.keySet().forEach(System::clearProperty);
    }
  }
}
