package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.ResourceNotFoundException;
import com.azure.core.util.polling.SyncPoller;
import com.azure.security.keyvault.certificates.CertificateClient;
import com.azure.security.keyvault.certificates.models.AdministratorContact;
import com.azure.security.keyvault.certificates.models.CertificateContact;
import com.azure.security.keyvault.certificates.models.CertificateContentType;
import com.azure.security.keyvault.certificates.models.CertificateIssuer;
import com.azure.security.keyvault.certificates.models.CertificateKeyCurveName;
import com.azure.security.keyvault.certificates.models.CertificateKeyType;
import com.azure.security.keyvault.certificates.models.CertificateOperation;
import com.azure.security.keyvault.certificates.models.CertificatePolicy;
import com.azure.security.keyvault.certificates.models.ImportCertificateOptions;
import com.azure.security.keyvault.certificates.models.IssuerProperties;
import com.azure.security.keyvault.certificates.models.KeyVaultCertificateWithPolicy;
import com.azure.security.keyvault.certificates.models.MergeCertificateOptions;
import com.azure.security.keyvault.certificates.models.SubjectAlternativeNames;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every operation on certificates through the official SDK; results checked by JDK and
 * BouncyCastle.
 */
class CertificateClientRoundTripTest {
  private static final Duration POLL = Duration.ofMillis(50);

  private VaultServer vault;
  private AzureClients clients;
  private CertificateClient certificates;

  @BeforeEach
  void start() {
    vault = VaultServer.builder().issueDelay(Duration.ofMillis(20)).start();
    clients = new AzureClients(vault);
    certificates = clients.certificates();
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void createsSelfSignedCertificatesWhoseThreeObjectsShareAVersion() throws Exception {
    KeyVaultCertificateWithPolicy created =
        create(
            "c",
            new CertificatePolicy("Self", "CN=example.com, O=Example, C=US")
                .setKeyType(CertificateKeyType.EC)
                .setKeyCurveName(CertificateKeyCurveName.P_384)
                .setSubjectAlternativeNames(
                    new SubjectAlternativeNames().setDnsNames(List.of("example.com")))
                .setValidityInMonths(6));
    X509Certificate certificate = x509(created.getCer());
    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getSubjectX500Principal().getName())
        .isEqualTo("CN=example.com,O=Example,C=US");
    assertThat(certificate.getSigAlgName()).isEqualTo("SHA384withECDSA");
    assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(2, "example.com"));
    String version = created.getProperties().getVersion();
    assertThat(created.getKeyId()).isEqualTo(vault.uri() + "/keys/c/" + version);
    assertThat(created.getSecretId()).isEqualTo(vault.uri() + "/secrets/c/" + version);
    assertThat(clients.keys().getKey("c", version).getProperties().isManaged()).isTrue();
    assertThat(clients.secrets().getSecret("c", version).getProperties().isManaged()).isTrue();
    assertThatThrownBy(() -> clients.keys().beginDeleteKey("c").poll()).hasMessageContaining("403");
    assertThatThrownBy(() -> clients.secrets().beginDeleteSecret("c").poll())
        .hasMessageContaining("403");
  }

  @Test
  void everyVersionGetsANewKeyUnlessThePolicyReusesIt() throws Exception {
    CertificatePolicy policy = new CertificatePolicy("Self", "CN=c").setKeyReusable(true);
    X509Certificate first = x509(create("c", policy).getCer());
    X509Certificate second = x509(create("c", policy).getCer());
    assertThat(second.getPublicKey()).isEqualTo(first.getPublicKey());
    assertThat(second.getSerialNumber()).isNotEqualTo(first.getSerialNumber());
    X509Certificate third = x509(create("c", policy.setKeyReusable(false)).getCer());
    assertThat(third.getPublicKey()).isNotEqualTo(first.getPublicKey());
    assertThat(certificates.listPropertiesOfCertificateVersions("c")).hasSize(3);
    assertThat(certificates.listPropertiesOfCertificates()).hasSize(1);
  }

  @Test
  void secretContainsThePrivateKey() throws Exception {
    create("c", new CertificatePolicy("Self", "CN=c"));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(
        new ByteArrayInputStream(
            Base64.getDecoder().decode(clients.secrets().getSecret("c").getValue())),
        new char[0]);
    String alias = store.aliases().nextElement();
    PrivateKey key = (PrivateKey) store.getKey(alias, new char[0]);
    assertThat(key.getAlgorithm()).isEqualTo("RSA");
    assertThat(store.getCertificateChain(alias)).hasSize(1);
  }

  @Test
  void updatesPropertiesAndPolicy() {
    KeyVaultCertificateWithPolicy created = create("c", new CertificatePolicy("Self", "CN=c"));
    var updated =
        certificates.updateCertificateProperties(
            created.getProperties().setEnabled(false).setTags(Map.of("a", "b")));
    assertThat(updated.getProperties().isEnabled()).isFalse();
    assertThat(clients.keys().getKey("c").getProperties().isEnabled()).isFalse();
    CertificatePolicy policy = certificates.getCertificatePolicy("c");
    assertThat(policy.getValidityInMonths()).isEqualTo(12);
    assertThat(
            certificates
                .updateCertificatePolicy("c", policy.setValidityInMonths(3))
                .getValidityInMonths())
        .isEqualTo(3);
  }

  @Test
  void deletesRecoversAndPurgesAllThreeObjects() {
    create("c", new CertificatePolicy("Self", "CN=c"));
    certificates.beginDeleteCertificate("c").setPollInterval(POLL).waitForCompletion();
    assertThatThrownBy(() -> clients.keys().getKey("c"))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThat(certificates.getDeletedCertificate("c").getName()).isEqualTo("c");
    assertThat(certificates.listDeletedCertificates()).hasSize(1);
    certificates.beginRecoverDeletedCertificate("c").setPollInterval(POLL).waitForCompletion();
    assertThat(clients.keys().getKey("c").getName()).isEqualTo("c");
    assertThat(clients.secrets().getSecret("c").getName()).isEqualTo("c");
    certificates.beginDeleteCertificate("c").setPollInterval(POLL).waitForCompletion();
    certificates.purgeDeletedCertificate("c");
    assertThatThrownBy(() -> clients.keys().getDeletedKey("c"))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void mergesASignedCertificateIntoThePendingOperation() throws Exception {
    Authority authority = new Authority();
    SyncPoller<CertificateOperation, KeyVaultCertificateWithPolicy> poller =
        certificates
            .beginCreateCertificate("c", new CertificatePolicy("Unknown", "CN=merged"))
            .setPollInterval(POLL);
    CertificateOperation operation = poller.poll().getValue();
    assertThat(operation.getStatus()).isEqualTo("inProgress");
    assertThat(certificates.getCertificate("c").getCer()).isNull();
    assertThat(certificates.listPropertiesOfCertificates()).isEmpty();
    assertThat(certificates.listPropertiesOfCertificates(true, com.azure.core.util.Context.NONE))
        .hasSize(1);
    JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(operation.getCsr());
    assertThat(
            request.isSignatureValid(
                new JcaContentVerifierProviderBuilder().build(request.getPublicKey())))
        .isTrue();
    X509Certificate leaf = authority.sign(request);
    assertThatThrownBy(
            () ->
                certificates.mergeCertificate(
                    new MergeCertificateOptions("c", List.of(authority.certificate.getEncoded()))))
        .hasMessageContaining("does not match the public part of the specified private key");
    KeyVaultCertificateWithPolicy merged =
        certificates.mergeCertificate(
            new MergeCertificateOptions(
                "c", List.of(leaf.getEncoded(), authority.certificate.getEncoded())));
    assertThat(x509(merged.getCer())).isEqualTo(leaf);
    String version = merged.getProperties().getVersion();
    assertThat(merged.getKeyId()).isEqualTo(vault.uri() + "/keys/c/" + version);
    assertThat(merged.getSecretId()).isEqualTo(vault.uri() + "/secrets/c/" + version);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(
        new ByteArrayInputStream(
            Base64.getDecoder().decode(clients.secrets().getSecret("c").getValue())),
        new char[0]);
    assertThat(store.getCertificateChain(store.aliases().nextElement()))
        .containsExactly(leaf, authority.certificate);
    poller.waitForCompletion();
    assertThat(poller.getFinalResult().getId()).isEqualTo(merged.getId());
  }

  @Test
  void cancelsAndDeletesOperations() {
    certificates.beginCreateCertificate("c", new CertificatePolicy("Unknown", "CN=c")).poll();
    assertThatThrownBy(
            () ->
                certificates
                    .beginCreateCertificate("c", new CertificatePolicy("Unknown", "CN=c"))
                    .poll())
        .hasMessageContaining("409");
    CertificateOperation cancelled = certificates.cancelCertificateOperation("c");
    assertThat(cancelled.getCancellationRequested()).isTrue();
    assertThat(certificates.deleteCertificateOperation("c").getStatus()).isEqualTo("cancelled");
    assertThatThrownBy(() -> certificates.getCertificate("c"))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void importsPkcs12AndPemWithTheirChains() throws Exception {
    Authority authority = new Authority();
    KeyPair pair = ecKeys();
    X509Certificate leaf = authority.sign("O=Example, CN=imported", pair);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "k",
        pair.getPrivate(),
        "secret".toCharArray(),
        new Certificate[] {leaf, authority.certificate});
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    store.store(file, "secret".toCharArray());
    KeyVaultCertificateWithPolicy imported =
        certificates.importCertificate(
            new ImportCertificateOptions("p12", file.toByteArray()).setPassword("secret"));
    assertThat(x509(imported.getCer())).isEqualTo(leaf);
    KeyStore whole = KeyStore.getInstance("PKCS12");
    whole.load(
        new ByteArrayInputStream(
            Base64.getDecoder().decode(clients.secrets().getSecret("p12").getValue())),
        new char[0]);
    String alias = whole.aliases().nextElement();
    assertThat(whole.getCertificateChain(alias)).containsExactly(leaf, authority.certificate);
    assertThat(((ECPrivateKey) whole.getKey(alias, new char[0])).getS())
        .isEqualTo(((ECPrivateKey) pair.getPrivate()).getS());
    assertThat(imported.getPolicy().getSubject()).isEqualTo("CN=imported, O=Example");
    assertThat(imported.getPolicy().getKeyType()).isEqualTo(CertificateKeyType.EC);
    assertThatThrownBy(
            () ->
                certificates.importCertificate(
                    new ImportCertificateOptions("bad", file.toByteArray()).setPassword("wrong")))
        .hasMessageContaining("400");

    String pem =
        pem("PRIVATE KEY", pair.getPrivate().getEncoded())
            + pem("CERTIFICATE", authority.certificate.getEncoded())
            + pem("CERTIFICATE", leaf.getEncoded());
    KeyVaultCertificateWithPolicy fromPem =
        certificates.importCertificate(
            new ImportCertificateOptions("pem", pem.getBytes(StandardCharsets.US_ASCII))
                .setPolicy(
                    new CertificatePolicy("Unknown", "CN=imported")
                        .setExportable(false)
                        .setContentType(CertificateContentType.PEM)
                        .setKeyType(CertificateKeyType.EC)
                        .setKeyCurveName(CertificateKeyCurveName.P_256)));
    assertThat(x509(fromPem.getCer())).isEqualTo(leaf);
    String secret = clients.secrets().getSecret("pem").getValue();
    assertThat(secret).doesNotContain("PRIVATE KEY");
    List<Certificate> chain =
        new ArrayList<>(
            CertificateFactory.getInstance("X.509")
                .generateCertificates(
                    new ByteArrayInputStream(secret.getBytes(StandardCharsets.US_ASCII))));
    assertThat(chain).containsExactly(leaf, authority.certificate);
  }

  @Test
  void backsUpAndRestoresInAnotherVault() throws Exception {
    KeyVaultCertificateWithPolicy created =
        create("c", new CertificatePolicy("Self", "CN=c").setExportable(false));
    byte[] backup = certificates.backupCertificate("c");
    try (VaultServer other = VaultServer.start()) {
      AzureClients others = new AzureClients(other);
      KeyVaultCertificateWithPolicy restored =
          others.certificates().restoreCertificateBackup(backup);
      assertThat(restored.getCer()).isEqualTo(created.getCer());
      assertThat(restored.getProperties().getVersion())
          .isEqualTo(created.getProperties().getVersion());
      assertThat(others.keys().getKey("c").getKey().getN())
          .isEqualTo(clients.keys().getKey("c").getKey().getN());
    }
  }

  @Test
  void storesIssuersAndContacts() {
    certificates.createIssuer(
        new CertificateIssuer("ca", "Test")
            .setAccountId("account")
            .setPassword("hidden")
            .setAdministratorContacts(
                List.of(
                    new AdministratorContact()
                        .setFirstName("Ada")
                        .setLastName("Lovelace")
                        .setEmail("ada@example.com"))));
    assertThat(certificates.getIssuer("ca").getAccountId()).isEqualTo("account");
    assertThat(certificates.listPropertiesOfIssuers())
        .extracting(IssuerProperties::getName)
        .containsExactly("ca");
    CertificateIssuer changed =
        certificates.updateIssuer(certificates.getIssuer("ca").setAccountId("other"));
    assertThat(changed.getAccountId()).isEqualTo("other");
    certificates.deleteIssuer("ca");
    assertThatThrownBy(() -> certificates.getIssuer("ca"))
        .isInstanceOf(ResourceNotFoundException.class);

    CertificateContact contact =
        new CertificateContact().setName("Ada").setEmail("ada@example.com").setPhone("1");
    assertThat(certificates.setContacts(List.of(contact))).hasSize(1);
    assertThat(certificates.listContacts())
        .extracting(CertificateContact::getEmail)
        .containsExactly("ada@example.com");
    assertThat(certificates.deleteContacts()).hasSize(1);
  }

  private KeyVaultCertificateWithPolicy create(String name, CertificatePolicy policy) {
    return certificates.beginCreateCertificate(name, policy).setPollInterval(POLL).getFinalResult();
  }

  private static X509Certificate x509(byte[] der) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static KeyPair ecKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
  }

  /** A certificate authority outside the vault. */
  private static final class Authority {
    private final KeyPair keys = ecKeys();
    private final X509Certificate certificate = sign("CN=Authority", keys);

    Authority() throws Exception {}

    X509Certificate sign(JcaPKCS10CertificationRequest request) throws Exception {
      return sign(request.getSubject().toString(), new KeyPair(request.getPublicKey(), null));
    }

    X509Certificate sign(String subject, KeyPair subjectKeys) throws Exception {
      Instant now = Instant.now();
      return new JcaX509CertificateConverter()
          .getCertificate(
              new JcaX509v3CertificateBuilder(
                      new X500Name("CN=Authority"),
                      BigInteger.valueOf(now.toEpochMilli()),
                      Date.from(now.minusSeconds(60)),
                      Date.from(now.plusSeconds(86_400)),
                      new X500Name(subject),
                      subjectKeys.getPublic())
                  .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }
  }
}
