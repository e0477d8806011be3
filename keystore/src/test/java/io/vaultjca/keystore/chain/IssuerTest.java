package io.vaultjca.keystore.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Certificates and addresses from untrusted sources are used or refused, without other harm. */
class IssuerTest {
  private final Instant now = Instant.now();

  private final KeyPair keys = rsa();

  private static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate certificate(ASN1Encodable access) throws Exception {
    SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
    return CertificateChains.certificate(encoded(key, access));
  }

  private byte[] encoded(SubjectPublicKeyInfo key, ASN1Encodable access) throws Exception {
    return encoded(key, access, new BasicConstraints(true));
  }

  private byte[] encoded(SubjectPublicKeyInfo key, ASN1Encodable access, BasicConstraints limit)
      throws Exception {
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            new X500Name("CN=CA"),
            BigInteger.ONE,
            Date.from(now.minusSeconds(60)),
            Date.from(now.plusSeconds(60)),
            new X500Name("CN=CA"),
            key);
    builder.addExtension(Extension.basicConstraints, true, limit);
    builder.addExtension(Extension.authorityInfoAccess, false, access);
    return builder
        .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()))
        .getEncoded();
  }

  private static AuthorityInformationAccess access(String... addresses) {
    return new AuthorityInformationAccess(
        Arrays.stream(addresses)
            .map(
                address ->
                    new AccessDescription(
                        AccessDescription.id_ad_caIssuers,
                        new GeneralName(GeneralName.uniformResourceIdentifier, address)))
            .toArray(AccessDescription[]::new));
  }

  @Test
  void takesAtMostThreeWellFormedAddresses() throws Exception {
    X509Certificate certificate =
        certificate(
            access(
                "http://a/\r\nHost: b",
                "http://a b/",
                "http://" + "a".repeat(2000),
                "http://a/\u00e4",
                "http://b/",
                "http://c/",
                "http://d/"));
    assertThat(Issuer.addresses(certificate))
        .extracting(Object::toString)
        .hasSize(3)
        .endsWith("http://b/", "http://c/");
  }

  @Test
  void ignoresAMalformedExtension() throws Exception {
    assertThat(Issuer.addresses(certificate(DERNull.INSTANCE))).isEmpty();
    assertThat(Issuer.addresses(certificate(new DEROctetString(new byte[3])))).isEmpty();
  }

  /** Verifying a signature with such a key would take hours. */
  @Test
  void refusesAnOversizedKey() throws Exception {
    BigInteger modulus = new BigInteger(400_000, new Random(14)).setBit(400_000).setBit(0);
    SubjectPublicKeyInfo endless =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
            new RSAPublicKey(modulus, modulus.shiftRight(1).setBit(0)));
    byte[] file = encoded(endless, access());
    assertThatThrownBy(() -> Issuer.certificates(file))
        .isInstanceOf(CertificateException.class)
        .hasMessage("answers with something other than a certificate");
  }

  @Test
  void honoursThePathLengthConstraint() throws Exception {
    SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
    X509Certificate one =
        CertificateChains.certificate(encoded(key, access("http://a/"), new BasicConstraints(1)));
    assertThat(Issuer.of(one, List.of(one), 1, now)).isEqualTo(one);
    assertThatThrownBy(() -> Issuer.of(one, List.of(one), 2, now))
        .isInstanceOf(CertificateException.class)
        .hasMessage("has a certificate with that name that may not issue certificates");
  }

  @Test
  void usesOrRefusesAMutatedFile() throws Exception {
    X509Certificate certificate = certificate(access("http://a/"));
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addCertificates(new JcaCertStore(List.of(certificate)));
    List<byte[]> files =
        List.of(certificate.getEncoded(), generator.generate(new CMSAbsentContent()).getEncoded());
    Random random = new Random(14);
    int used = 0;
    for (int i = 0; i < 4_000; i++) {
      byte[] file = files.get(i % 2).clone();
      for (int j = random.nextInt(4); j > 0; j--) {
        file[random.nextInt(Math.min(file.length, 600))] = (byte) random.nextInt(256);
      }
      if (i % 7 == 0) {
        file = Arrays.copyOf(file, random.nextInt(file.length));
      }
      try {
        List<X509Certificate> served = Issuer.certificates(file);
        served.forEach(Issuer::addresses);
        used += Issuer.of(certificate, served, 0, now) == null ? 0 : 1;
      } catch (CertificateException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(used).isPositive();
    byte[] nested = new byte[60_000];
    for (int i = 0; i < nested.length; i += 2) {
      nested[i] = 0x30;
      nested[i + 1] = (byte) 0x80;
    }
    assertThatThrownBy(() -> Issuer.certificates(nested)).isInstanceOf(CertificateException.class);
  }
}
