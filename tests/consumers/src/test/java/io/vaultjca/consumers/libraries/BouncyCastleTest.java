package io.vaultjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BouncyCastle's PKIX library signs and decrypts with keys of the vault. */
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class BouncyCastleTest {
  private static final byte[] CONTENT = "to whom it may concern".getBytes(StandardCharsets.UTF_8);

  private static ServedVault vault;
  private static Position.Registration registered;
  private static KeyStore store;

  @BeforeAll
  static void openVault() throws Exception {
    vault =
        ServedVault.with(
            """
            {"certificates": [
              {"name": "rsa", "kty": "RSA"},
              {"name": "ec", "kty": "EC", "crv": "P-384"}
            ]}
            """);
    registered = Position.LAST.register();
    store = vault.keyStore();
  }

  @AfterAll
  static void closeVault() {
    registered.close();
    vault.close();
  }

  private static PrivateKey key(String alias) throws Exception {
    return (PrivateKey) store.getKey(alias, null);
  }

  private static X509Certificate certificate(String alias) throws Exception {
    return (X509Certificate) store.getCertificate(alias);
  }

  @ParameterizedTest
  @CsvSource({"rsa, SHA256withRSA", "rsa, SHA384withRSAandMGF1", "ec, SHA384withECDSA"})
  void signsACertificationRequest(String alias, String algorithm) throws Exception {
    PrivateKey key = key(alias);
    PublicKey publicKey = certificate(alias).getPublicKey();
    X500Name subject = new X500Name("CN=www.example");
    // Shown: BouncyCastle
    ContentSigner signer =
        new JcaContentSignerBuilder(algorithm) // "SHA256withRSA", "SHA384withECDSA", …
            .setProvider("AzureKeyVault")
            .build(key);
    PKCS10CertificationRequest request =
        new JcaPKCS10CertificationRequestBuilder(subject, publicKey).build(signer);
    // Shown: end
    assertThat(
            request.isSignatureValid(
                new JcaContentVerifierProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(certificate(alias).getPublicKey())))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"rsa, SHA256withRSA", "ec, SHA384withECDSA"})
  void issuesACertificateWithoutNamingTheProvider(String alias, String algorithm) throws Exception {
    Instant now = Instant.now();
    X509Certificate issued =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        certificate(alias),
                        BigInteger.TWO,
                        Date.from(now),
                        Date.from(now.plusSeconds(60)),
                        new X500Name("CN=issued"),
                        certificate("ec").getPublicKey())
                    .build(new JcaContentSignerBuilder(algorithm).build(key(alias))));
    issued.verify(certificate(alias).getPublicKey());
    assertThat(issued.getIssuerX500Principal())
        .isEqualTo(certificate(alias).getSubjectX500Principal());
  }

  @ParameterizedTest
  @CsvSource({"rsa, SHA512withRSA", "rsa, SHA256withRSAandMGF1", "ec, SHA256withECDSA"})
  void signsCms(String alias, String algorithm) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
            .build(
                new JcaContentSignerBuilder(algorithm)
                    .setProvider("AzureKeyVault")
                    .build(key(alias)),
                certificate(alias)));
    generator.addCertificates(new JcaCertStore(List.of(certificate(alias))));
    byte[] encoded = generator.generate(new CMSProcessableByteArray(CONTENT), true).getEncoded();

    CMSSignedData signed = new CMSSignedData(encoded);
    SignerInformation signer = signed.getSignerInfos().getSigners().iterator().next();
    assertThat(
            signer.verify(
                new JcaSimpleSignerInfoVerifierBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(certificate(alias))))
        .isTrue();
    assertThat(signed.getSignedContent().getContent()).isEqualTo(CONTENT);
  }

  @Test
  void decryptsCmsWhoseKeyWasTransportedByPkcs1() throws Exception {
    assertThat(decrypt(new JceKeyTransRecipientInfoGenerator(certificate("rsa"))))
        .isEqualTo(CONTENT);
  }

  @Test
  void decryptsCmsWhoseKeyWasTransportedByOaepWithSha1() throws Exception {
    assertThat(
            decrypt(
                new JceKeyTransRecipientInfoGenerator(
                    certificate("rsa"),
                    new AlgorithmIdentifier(
                        PKCSObjectIdentifiers.id_RSAES_OAEP, new RSAESOAEPparams()))))
        .isEqualTo(CONTENT);
  }

  @Test
  void decryptsCmsWhoseKeyWasTransportedByOaepWithSha256() throws Exception {
    AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    RSAESOAEPparams parameters =
        new RSAESOAEPparams(
            sha256,
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha256),
            RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM);
    assertThat(
            decrypt(
                new JceKeyTransRecipientInfoGenerator(
                    certificate("rsa"),
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP, parameters))))
        .isEqualTo(CONTENT);
  }

  private static byte[] decrypt(JceKeyTransRecipientInfoGenerator recipient) throws Exception {
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(recipient.setProvider(new BouncyCastleProvider()));
    byte[] encoded =
        generator
            .generate(
                new CMSProcessableByteArray(CONTENT),
                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                    .setProvider(new BouncyCastleProvider())
                    .build())
            .getEncoded();
    RecipientInformation information =
        new CMSEnvelopedData(encoded).getRecipientInfos().getRecipients().iterator().next();
    return information.getContent(new JceKeyTransEnvelopedRecipient(key("rsa")));
  }
}
