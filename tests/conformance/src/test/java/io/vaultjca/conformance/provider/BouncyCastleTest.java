package io.vaultjca.conformance.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.conformance.fixture.Position;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.handle.PrivateHandle;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BouncyCastle's builders, which request everything from one named provider, or name none. */
@ResourceLock(TestVault.SHARED)
class BouncyCastleTest {
  @ParameterizedTest
  @CsvSource({
    "SHA256withRSA, rsa-2048, LAST, true",
    "SHA256withRSA, rsa-2048, LAST, false",
    "SHA512withRSAandMGF1, rsa-2048, LAST, true",
    "SHA256withRSAandMGF1, rsa-2048, LAST, true",
    "SHA256withRSAandMGF1, rsa-2048, LAST, false",
    "SHA256withRSAandMGF1, rsa-2048, FIRST, false",
    "SHA384withECDSA, ec-p256, LAST, true",
    "SHA384withECDSA, ec-p256, LAST, false",
    "SHA512withECDSA, ec-p521, FIRST, true",
    "SHA256withECDSA, ec-p256k, LAST, true"
  })
  void signsACertificate(String algorithm, String name, Position position, boolean byName)
      throws Exception {
    PrivateHandle key = TestVault.vault().privateKey(name);
    position.during(
        () -> {
          JcaContentSignerBuilder builder = new JcaContentSignerBuilder(algorithm);
          if (byName) {
            builder.setProvider("AzureKeyVault");
          }
          X509CertificateHolder holder = issue(key, builder.build(key));
          JcaContentVerifierProviderBuilder verifier = new JcaContentVerifierProviderBuilder();
          if (byName) {
            verifier.setProvider("AzureKeyVault");
          }
          if (!name.equals("ec-p256k")) {
            X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(holder);
            certificate.verify(
                key.publicKey(), algorithm.contains("ECDSA") ? "SunEC" : "SunRsaSign");
            assertThat(holder.isSignatureValid(verifier.build(key.publicKey()))).isTrue();
            // The certificate's key is not tied to the vault, so the JDK verifies.
            assertThat(
                    TestVault.vault()
                        .requestsOf(
                            () ->
                                assertThat(
                                        holder.isSignatureValid(
                                            verifier.build(certificate.getPublicKey())))
                                    .isTrue()))
                .isZero();
          } else {
            assertThat(holder.isSignatureValid(verifier.build(key.publicKey()))).isTrue();
          }
        });
  }

  private static X509CertificateHolder issue(PrivateHandle key, ContentSigner signer) {
    Instant now = Instant.now();
    X500Name subject = new X500Name("CN=test");
    return new X509v3CertificateBuilder(
            subject,
            BigInteger.ONE,
            Date.from(now),
            Date.from(now.plus(Duration.ofDays(1))),
            subject,
            SubjectPublicKeyInfo.getInstance(key.publicKey().getEncoded()))
        .build(signer);
  }
}
