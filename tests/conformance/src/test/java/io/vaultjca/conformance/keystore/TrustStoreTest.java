package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.fixture.Await.until;
import static io.vaultjca.conformance.keystore.KeyStoreWritingTest.issue;
import static io.vaultjca.conformance.keystore.KeyStoreWritingTest.rsa;
import static io.vaultjca.conformance.keystore.KeyStoreWritingTest.selfSigned;
import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static io.vaultjca.conformance.keystore.OpenedVault.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.embedded.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.ProviderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The key store AzureKeyVaultTrust holds only the configured certificates. */
class TrustStoreTest {
  private static final String TRUSTED = "azure.keyvault.trusted=";
  private static final String SEED =
      """
      {"certificates":[
         {"name":"Partner","kty":"EC"},
         {"name":"other","kty":"EC"},
         {"name":"chained","kty":"EC","chain":2,"contentType":"pem","exportable":false},
         {"name":"off","kty":"EC","enabled":false}],
       "keys":[{"name":"bare","kty":"EC"}]}
      """;

  private static KeyPair rootKey;
  private static X509Certificate root;
  private static X509Certificate second;
  private static X509Certificate leaf;
  private static X509Certificate attackers;
  private static X509Certificate attackersLeaf;

  @BeforeAll
  static void issueCertificates() throws Exception {
    Warnings.listen();
    rootKey = rsa();
    root = authority(rootKey);
    second = selfSigned(rsa(), "CN=second");
    leaf = issue(rootKey, "CN=corp", rsa().getPublic(), "CN=leaf");
    KeyPair evil = rsa();
    attackers = authority(evil);
    attackersLeaf = issue(evil, "CN=corp", rsa().getPublic(), "CN=leaf");
  }

  private static X509Certificate authority(KeyPair pair) throws Exception {
    X500Name name = new X500Name("CN=corp");
    Instant now = Instant.now();
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.ONE,
                    Date.from(now.minusSeconds(60)),
                    Date.from(now.plusSeconds(86_400)),
                    name,
                    pair.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
  }

  private static OpenedVault vault() {
    return OpenedVault.with(SEED);
  }

  private static void secret(OpenedVault vault, String name, String value) {
    vault
        .service()
        .send(
            "PUT",
            "secrets/" + name,
            "{\"value\":\"%s\"}".formatted(value.replace("\r", "").replace("\n", "\\n")));
  }

  private static byte[] pkcs7(X509Certificate... certificates) throws CertificateException {
    return CertificateFactory.getInstance("X.509")
        .generateCertPath(List.of(certificates))
        .getEncoded("PKCS7");
  }

  private static String base64(byte[] content) {
    return Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
        .encodeToString(content);
  }

  private static void validate(KeyStore trust, X509Certificate certificate) throws Exception {
    PKIXParameters parameters = new PKIXParameters(trust);
    parameters.setRevocationEnabled(false);
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)),
            parameters);
  }

  @Test
  void holdsOnlyTheNamedCertificates() throws Exception {
    try (OpenedVault vault = vault()) {
      secret(
          vault, "Corp-Root", "subject=CN = corp\n" + pem(root) + "\n" + pem(second) + pem(root));
      secret(
          vault,
          "p7",
          "-----BEGIN PKCS7-----\n%s\n-----END PKCS7-----\n"
              .formatted(base64(pkcs7(root, second))));
      secret(vault, "p7-der", base64(pkcs7(second)));
      secret(vault, "der", Base64.getEncoder().encodeToString(root.getEncoded()));
      KeyStore store =
          vault.openTrust(TRUSTED + " Corp-Root, partner,p7 , p7-der, der, corp-root, chained");
      assertThat(aliases(store))
          .containsExactly(
              "Corp-Root", "Corp-Root.2", "partner", "p7", "p7.2", "p7-der", "der", "chained");
      assertThat(store.size()).isEqualTo(8);
      assertThat(store.getCertificate("CORP-ROOT")).isEqualTo(root);
      assertThat(store.getCertificate("corp-root.2")).isEqualTo(second);
      // PKCS#7 holds a set, which is in the order of its DER.
      assertThat(List.of(store.getCertificate("p7"), store.getCertificate("p7.2")))
          .containsExactlyInAnyOrder(root, second);
      assertThat(store.getCertificate("p7-der")).isEqualTo(second);
      assertThat(store.getCertificate("der")).isEqualTo(root);
      assertThat(store.getCertificate("partner")).isEqualTo(vault.open().getCertificate("partner"));
      assertThat(store.getCertificateAlias(second)).isEqualTo("Corp-Root.2");
      assertThat(store.getCreationDate("corp-root")).isNotNull();
      assertThat(store.getEntry("partner", null))
          .isInstanceOf(KeyStore.TrustedCertificateEntry.class);
      assertThat(store.getEntry("partner", new KeyStore.PasswordProtection("x".toCharArray())))
          .isInstanceOf(KeyStore.TrustedCertificateEntry.class);
      for (String alias : aliases(store)) {
        assertThat(store.isCertificateEntry(alias)).isTrue();
        assertThat(store.isKeyEntry(alias)).isFalse();
        assertThat(store.getKey(alias, null)).isNull();
        assertThat(store.getCertificateChain(alias)).isNull();
      }
      for (String unnamed : List.of("other", "bare", "corp-root.3", "nothing", "")) {
        assertThat(store.containsAlias(unnamed)).as(unnamed).isFalse();
        assertThat(store.getCertificate(unnamed)).as(unnamed).isNull();
        assertThat(store.getEntry(unnamed, null)).as(unnamed).isNull();
      }
      assertThat(vault.server().counters().requests("certificates/list")).isZero();
    }
  }

  @Test
  void doesNotTrustACertificateThatIsAddedToTheVault() throws Exception {
    try (OpenedVault vault = vault()) {
      secret(vault, "corp-root", pem(root));
      KeyStore store = vault.openTrust(TRUSTED + "corp-root");
      secret(vault, "corp-root-2", pem(attackers));
      secret(vault, "a-root", pem(attackers));
      for (KeyStore each : List.of(store, vault.openTrust(TRUSTED + "corp-root"))) {
        validate(each, leaf);
        assertThatThrownBy(() -> validate(each, attackersLeaf))
            .isInstanceOf(CertPathValidatorException.class);
      }
      // The validation would succeed if the trust store held the attacker's certificate.
      validate(vault.openTrust(TRUSTED + "a-root"), attackersLeaf);
    }
  }

  @Test
  void followsTheVaultWhileAnExistingTrustManagerDoesNot() throws Exception {
    try (OpenedVault vault = vault()) {
      SettableClock clock = new SettableClock();
      secret(vault, "corp-root", pem(second));
      String pinned =
          vault.service().get("secrets/corp-root").replaceAll("(?s).*corp-root/(\\w{32}).*", "$1");
      KeyStore pin = vault.openTrust(clock, "corp-root/" + pinned);
      KeyStore store = vault.openTrust(clock, "corp-root");
      X509TrustManager before = trustManager("PKIX", store);
      secret(vault, "corp-root", pem(root));
      assertThat(store.getCertificate("corp-root")).isEqualTo(second);
      clock.advance(Duration.ofMinutes(31));
      until(() -> root.equals(store.getCertificate("corp-root")));
      validate(store, leaf);
      assertThatThrownBy(() -> before.checkServerTrusted(new X509Certificate[] {leaf}, "RSA"))
          .isInstanceOf(CertificateException.class);
      for (String algorithm : List.of("PKIX", "SunX509")) {
        trustManager(algorithm, store).checkServerTrusted(new X509Certificate[] {leaf}, "RSA");
      }
      assertThat(aliases(pin)).containsExactly("corp-root/" + pinned);
      assertThat(pin.getCertificate("corp-root/" + pinned)).isEqualTo(second);
    }
  }

  private static X509TrustManager trustManager(String algorithm, KeyStore store) throws Exception {
    TrustManagerFactory factory = TrustManagerFactory.getInstance(algorithm);
    factory.init(store);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  @Test
  void isNeverEmptyDuringAnOutage() throws Exception {
    try (OpenedVault vault = vault()) {
      SettableClock clock = new SettableClock();
      secret(vault, "corp-root", pem(root));
      vault.server().stop();
      assertThatThrownBy(() -> vault.openTrust(clock, "corp-root, partner"))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              """
              The trust store is not loaded: 'corp-root' of %s, which azure.keyvault.trusted \
              names, cannot be trusted. Reading the certificate\s"""
                  .formatted(vault.server().uri()))
          .hasMessageContaining("Check azure.keyvault.uri, DNS, firewall");
      vault.server().restart();
      KeyStore store = vault.openTrust(clock, "corp-root, partner");
      vault.server().stop();
      clock.advance(Duration.ofHours(5));
      for (int i = 0; i < 5; i++) {
        assertThat(aliases(store)).containsExactly("corp-root", "partner");
        validate(store, leaf);
      }
    }
  }

  @Test
  void aLoadDuringAnOutageUsesTheCertificatesInMemory() throws Exception {
    try (OpenedVault vault = vault()) {
      String[] two = {TRUSTED + "partner, other", "azure.keyvault.max-retries=0"};
      KeyStore store = vault.openTrust(two);
      vault.server().stop();
      KeyStore loaded = vault.openTrust(two);
      assertThat(aliases(loaded)).containsExactly("partner", "other").isEqualTo(aliases(store));
      assertThatThrownBy(() -> vault.openTrust(TRUSTED + "partner", "azure.keyvault.max-retries=0"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("failed: no connection to");
    }
  }

  /** An outage keeps the certificates; one that the vault reports as gone loses its trust. */
  @Test
  void withdrawsTrustWhenTheVaultDoes() throws Exception {
    try (OpenedVault vault = vault()) {
      SettableClock clock = new SettableClock();
      secret(vault, "corp-root", pem(root));
      secret(vault, "second", pem(second));
      KeyStore store = vault.openTrust(clock, "corp-root, second");
      enable(vault, "corp-root", false);
      clock.advance(Duration.ofMinutes(31));
      until(() -> aliases(store).equals(List.of("second")));
      assertThatThrownBy(() -> validate(store, leaf))
          .isInstanceOf(CertPathValidatorException.class);
      assertThat(
              Warnings.all()
                  .containing("'corp-root' of " + vault.server().uri() + " is no longer trusted. "))
          .hasSize(1);
      assertThatThrownBy(() -> vault.openTrust(clock, "corp-root, second"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("SecretDisabled");
      secret(vault, "second", "nothing of the kind");
      clock.advance(Duration.ofMinutes(31));
      until(() -> fails(store));
      assertThatThrownBy(store::aliases)
          .isInstanceOf(ProviderException.class)
          .hasMessageStartingWith(
              """
              The trust store no longer holds a certificate: nothing that azure.keyvault.trusted \
              names is to be trusted.\s""");
      assertThatThrownBy(() -> trustManager("PKIX", store)).isInstanceOf(ProviderException.class);
      enable(vault, "corp-root", true);
      clock.advance(Duration.ofMinutes(31));
      until(() -> !fails(store));
      validate(store, leaf);
    }
  }

  private static void enable(OpenedVault vault, String secret, boolean enabled) {
    vault
        .service()
        .send("PATCH", "secrets/" + secret, "{\"attributes\":{\"enabled\":" + enabled + "}}");
  }

  private static boolean fails(KeyStore store) throws KeyStoreException {
    try {
      store.size();
      return false;
    } catch (ProviderException e) {
      return true;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing        | Reading the secret .*/secrets/nothing failed: .*",
        "off            | The certificate .*/certificates/off is disabled",
        "off-secret     | Reading the secret .* failed: .*SecretDisabled.*",
        "bare           | Reading the secret .*/secrets/bare failed: .*",
        "key            | It holds something other than certificates, perhaps a private key: .*",
        "text           | It is neither PEM nor base64: .*",
        "digits         | It is neither PKCS#7 nor a certificate: .*",
        "empty-p7       | It holds no certificate: .*",
        "one-line       | A block of the PEM is malformed: .*--file.*",
        "marked         | A block of the PEM is malformed: .*",
        "half           | A block of the PEM is malformed: .*",
        "broken         | .*",
      })
  void failsToLoadIfANamedCertificateIsUnusable(String name, String why) throws Exception {
    try (OpenedVault vault = vault()) {
      secret(vault, "corp-root", pem(root));
      secret(vault, "off-secret", pem(root));
      enable(vault, "off-secret", false);
      secret(
          vault,
          "key",
          pem(root) + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
      secret(vault, "text", "a passphrase!");
      secret(vault, "digits", "12345678");
      secret(vault, "empty-p7", base64(pkcs7()));
      secret(vault, "one-line", pem(root).replace("\n", " "));
      // BouncyCastle finds no block behind a byte order mark.
      secret(vault, "marked", "\\ufeff" + pem(root) + pem(second));
      secret(vault, "half", pem(root) + pem(second).substring(0, 300));
      secret(vault, "broken", pem(root).replaceFirst("MII", "MIA"));
      assertThatThrownBy(() -> vault.openTrust(TRUSTED + "corp-root, " + name))
          .isInstanceOf(IOException.class)
          .message()
          .startsWith("The trust store is not loaded: '" + name + "' of ")
          .matches("(?s).* cannot be trusted\\. (.*/secrets/\\S+ cannot be used: )?" + why)
          .doesNotContain("passphrase", "AAAA", pem(root).substring(40, 80));
    }
  }

  /** The secret of a certificate also holds its issuers, which nobody named. */
  @Test
  void readsAPlainSecretButNeverTheSecretOfACertificate() throws Exception {
    try (OpenedVault vault = vault()) {
      secret(vault, "corp-root", pem(root));
      String token = vault.server().accessToken("secrets/get");
      assertThat(aliases(vault.openAs("AzureKeyVaultTrust", token, TRUSTED + "corp-root")))
          .containsExactly("corp-root");
      for (String name : List.of("chained", "nothing")) {
        assertThatThrownBy(() -> vault.openAs("AzureKeyVaultTrust", token, TRUSTED + name))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("Reading the certificate")
            .hasMessageContaining("Forbidden");
      }
      String certificates = vault.server().accessToken("certificates/get");
      assertThat(aliases(vault.openAs("AzureKeyVaultTrust", certificates, TRUSTED + "chained")))
          .containsExactly("chained");
    }
  }

  @Test
  void keepsTheCertificatesAfterABadAnswer() throws Exception {
    try (OpenedVault vault = vault()) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.openTrust(clock, "partner");
      vault.server().faults().inject("certificates/get", 1, Fault.garbage());
      clock.advance(Duration.ofMinutes(31));
      String trusted = "The trusted certificate partner of " + vault.server().uri();
      until(
          () -> {
            assertThat(aliases(store)).containsExactly("partner");
            return !Warnings.all().containing(trusted, "could not be refreshed").isEmpty();
          });
    }
  }

  @Test
  void isReadOnly() throws Exception {
    try (OpenedVault vault = vault()) {
      KeyStore store = vault.openTrust(TRUSTED + "partner");
      String why =
          "A trust store of a vault is read-only: change what azure.keyvault.trusted names";
      KeyStore.Entry entry = new KeyStore.TrustedCertificateEntry(root);
      assertThatThrownBy(() -> store.setCertificateEntry("x", root)).hasMessageStartingWith(why);
      assertThatThrownBy(() -> store.setEntry("x", entry, null)).hasMessageStartingWith(why);
      assertThatThrownBy(() -> store.deleteEntry("partner")).hasMessageStartingWith(why);
      assertThatThrownBy(
              () ->
                  store.setKeyEntry("x", rootKey.getPrivate(), null, new X509Certificate[] {root}))
          .hasMessageStartingWith(why);
      assertThatThrownBy(() -> store.setKeyEntry("x", new byte[1], null))
          .hasMessageStartingWith(why);
      assertThatThrownBy(() -> store.store(new ByteArrayOutputStream(), new char[0]))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(why);
      assertThatThrownBy(() -> store.store(null)).hasMessageStartingWith(why);
      assertThat(aliases(store)).containsExactly("partner");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"corp-*", "corp?root", "corp_root", "corp-root/1"})
  void refusesPatternsAndMalformedNames(String name) {
    try (OpenedVault vault = vault()) {
      assertThatThrownBy(() -> vault.openTrust(TRUSTED + "partner, " + name))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("holds '" + name + "': what is trusted is named in full");
    }
  }

  @Test
  void needsNamesAndAVault() throws Exception {
    try (OpenedVault vault = vault();
        OpenedVault hsm = OpenedVault.managedHsm("{}")) {
      assertThatThrownBy(vault::openTrust)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("needs azure.keyvault.trusted=NAME");
      assertThatThrownBy(() -> hsm.openTrust(TRUSTED + "x"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is a Managed HSM, which holds no certificates");
      // Both stores can use one file.
      assertThat(aliases(vault.open(TRUSTED + "nothing"))).contains("Partner", "other");
    }
  }
}
