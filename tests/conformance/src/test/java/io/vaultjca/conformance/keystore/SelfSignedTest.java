package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.fixture.Await.until;
import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.embedded.Fault;
import io.vaultjca.handle.PrivateHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates that the provider makes in memory for bare keys. */
class SelfSignedTest {
  private static final String SETTING = "azure.keyvault.self-signed.";
  private static final String SEED =
      """
      {"certificates":[{"name":"web","kty":"EC"}],
       "keys":[{"name":"Rsa","kty":"RSA"}, {"name":"p256","kty":"EC"},
               {"name":"p384","kty":"EC","crv":"P-384"}, {"name":"p521","kty":"EC","crv":"P-521"},
               {"name":"p256k","kty":"EC","crv":"P-256K"},
               {"name":"ends","kty":"EC","exp":4102444800},
               {"name":"old","kty":"EC","exp":1750000000},
               {"name":"no-sign","kty":"RSA","key_ops":["decrypt"]},
               {"name":"unnamed","kty":"EC"}]}
      """;

  @BeforeAll
  static void listen() {
    Warnings.listen();
  }

  private static long signatures(OpenedVault vault) {
    return vault.server().counters().requests("keys/sign");
  }

  private static X509Certificate certificate(KeyStore store, String alias) throws Exception {
    assertThat(store.getCertificateChain(alias)).hasSize(1);
    assertThat(store.getCertificateChain(alias)[0]).isEqualTo(store.getCertificate(alias));
    return (X509Certificate) store.getCertificate(alias);
  }

  @ParameterizedTest
  @CsvSource({
    "Rsa, SHA256withRSA",
    "p256, SHA256withECDSA",
    "p384, SHA384withECDSA",
    "p521, SHA512withECDSA",
    "p256k, SHA256withECDSA"
  })
  void aKeyGetsACertificateThatTheVaultSignsOnce(String alias, String algorithm) throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      String setting = SETTING + alias + "=CN=web.example.com, O=Bank";
      KeyStore store = vault.open(setting);
      assertThat(aliases(store)).containsExactlyInAnyOrder("web", alias);
      X509Certificate certificate = certificate(store, alias);
      assertThat(store.isKeyEntry(alias)).isTrue();
      assertThat(store.getEntry(alias, null)).isInstanceOf(KeyStore.PrivateKeyEntry.class);
      PrivateHandle key = (PrivateHandle) store.getKey(alias, null);
      assertThat(certificate.getPublicKey().getEncoded()).isEqualTo(key.publicKey().getEncoded());
      assertThat(certificate.getSigAlgName()).isEqualTo(algorithm);
      assertThat(certificate.getSubjectX500Principal().getName())
          .isEqualTo("CN=web.example.com,O=Bank");
      assertThat(certificate.getIssuerX500Principal())
          .isEqualTo(certificate.getSubjectX500Principal());
      assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
      assertThat(certificate.getKeyUsage()).startsWith(true, false, false, false, false, false);
      assertThat(certificate.getSubjectAlternativeNames())
          .containsExactly(List.of(2, "web.example.com"));
      assertThat(certificate.getNotBefore().toInstant())
          .isBetween(Instant.now().minusSeconds(900), Instant.now().minusSeconds(500));
      assertThat(certificate.getNotAfter().toInstant()).isEqualTo("9999-12-31T23:59:59Z");
      assertThat(certificate.getSerialNumber().signum()).isEqualTo(1);
      // Another implementation verifies it.
      X509CertificateHolder holder = new X509CertificateHolder(certificate.getEncoded());
      assertThat(
              holder.isSignatureValid(
                  new JcaContentVerifierProviderBuilder()
                      .setProvider(new BouncyCastleProvider())
                      .build(holder.getSubjectPublicKeyInfo())))
          .isTrue();
      // Another key store, and another view on the same connection.
      assertThat(certificate(vault.open(setting), alias)).isEqualTo(certificate);
      assertThat(certificate(vault.open(setting, "azure.keyvault.aliases=" + alias), alias))
          .isEqualTo(certificate);
      assertThat(signatures(vault)).isEqualTo(1);
    }
  }

  @Test
  void twoJvmsMakeTheSameCertificateExceptForEcdsaSignatures() throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      String[] lines = {SETTING + "rsa=CN=Signer", SETTING + "p256=CN=10.1.2.3"};
      KeyStore one = vault.open(lines);
      // Another token makes another connection, which shares nothing.
      KeyStore two = vault.openWithToken(vault.server().accessToken(), lines);
      X509Certificate rsa = certificate(one, "rsa");
      assertThat(certificate(two, "rsa")).isEqualTo(rsa);
      assertThat(rsa.getSubjectAlternativeNames()).isNull();
      X509Certificate ec = certificate(one, "p256");
      assertThat(certificate(two, "p256").getTBSCertificate()).isEqualTo(ec.getTBSCertificate());
      assertThat(ec.getSubjectAlternativeNames()).containsExactly(List.of(7, "10.1.2.3"));
      assertThat(signatures(vault)).isEqualTo(4);
    }
  }

  @Test
  void aNewVersionGetsItsOwnCertificate() throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      KeyStore store = vault.open(SETTING + "p256=CN=web", "azure.keyvault.refresh-interval=500ms");
      X509Certificate before = certificate(store, "p256");
      String version = ((PrivateHandle) store.getKey("p256", null)).id().version();
      vault.service().send("POST", "keys/p256/rotate", "");
      until(() -> !before.equals(store.getCertificate("p256")));
      PrivateHandle key = (PrivateHandle) store.getKey("p256", null);
      assertThat(certificate(store, "p256").getPublicKey()).isEqualTo(key.publicKey());
      assertThat(certificate(store, "p256/" + version)).isEqualTo(before);
      // Further refreshes find the same version.
      long reads = vault.server().counters().requests("keys/get");
      until(
          () ->
              certificate(store, "p256").getPublicKey().equals(key.publicKey())
                  && vault.server().counters().requests("keys/get") > reads + 2);
      assertThat(signatures(vault)).isEqualTo(2);
    }
  }

  @Test
  void isNotMadeBeforeItIsRequested() throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      KeyStore store = vault.open(SETTING + "p256=CN=web", SETTING + "rsa=CN=web");
      assertThat(store.getCertificate("web")).isNotNull();
      assertThat(store.getKey("unnamed", null)).isNotNull();
      assertThat(signatures(vault)).isZero();
    }
  }

  @Test
  void expiresWithTheKey() throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      KeyStore store = vault.open(SETTING + "ends=CN=web");
      assertThat(certificate(store, "ends").getNotAfter().toInstant())
          .isEqualTo("2100-01-01T00:00:00Z");
    }
  }

  @Test
  void expiresLaterOnceTheKeyDoes() throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      KeyStore store = vault.open(SETTING + "ends=CN=web", "azure.keyvault.refresh-interval=500ms");
      X509Certificate before = certificate(store, "ends");
      String version = ((PrivateHandle) store.getKey("ends", null)).id().version();
      long end = Instant.parse("2101-01-01T00:00:00Z").getEpochSecond();
      vault
          .service()
          .send("PATCH", "keys/ends/" + version, "{\"attributes\":{\"exp\":%s}}".formatted(end));
      until(() -> !before.equals(store.getCertificate("ends")));
      assertThat(certificate(store, "ends").getNotAfter().toInstant())
          .isEqualTo("2101-01-01T00:00:00Z");
      assertThat(signatures(vault)).isEqualTo(2);
    }
  }

  @Test
  void aCertificateOfTheVaultTakesPrecedence() throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      X509Certificate ofTheVault = certificate(vault.open(), "web");
      KeyStore store = vault.open(SETTING + "Web=CN=mine");
      assertThat(aliases(store)).containsExactly("web");
      assertThat(certificate(store, "web")).isEqualTo(ofTheVault);
      assertThat(signatures(vault)).isZero();
      assertThat(
              Warnings.all()
                  .containing(
                      """
                      web in %s has a certificate already: azure.keyvault.self-signed.web is \
                      ignored"""
                          .formatted(vault.server().uri())))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no-sign | is left out. The key .* gets no self-signed certificate. Signing .RS256. .*",
        "old     | is left out. The key .* gets no self-signed certificate. Signing .ES256. .*",
        "nothing | does not exist, and azure.keyvault.self-signed.nothing names it",
      })
  void aKeyThatCannotSignHarmsNoOther(String alias, String why) throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      KeyStore store = vault.open(SETTING + alias + "=CN=x", SETTING + "p384=CN=y");
      assertThat(aliases(store)).containsExactlyInAnyOrder("web", "p384");
      assertThat(Warnings.all().containing("The alias '" + alias + "' of " + vault.server().uri()))
          .singleElement()
          .asString()
          .matches("The alias '\\S+' of \\S+ " + why);
    }
  }

  @Test
  void refusesAnInvalidSignatureOfTheService() throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      String[] lines = {
        SETTING + "rsa=CN=a", SETTING + "p256=CN=a", SETTING + "p256k=CN=a", SETTING + "p521=CN=a"
      };
      KeyStore store = vault.open(lines);
      vault
          .server()
          .faults()
          .inject(
              "keys/sign",
              Fault.rewritten(body -> body.replaceFirst("\"value\":\"....", "\"value\":\"AAAA")));
      for (String alias : List.of("rsa", "p256", "p256k", "p521")) {
        assertThatThrownBy(() -> store.getCertificate(alias))
            .isInstanceOf(ProviderException.class)
            .hasMessageContaining("gets no self-signed certificate. The service's ")
            .hasMessageContaining("does not verify with its public key");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "web.example.com, 'is not a name such as CN=web.example.com, O=Example'",
    "'CN=a, XX=b', is not a name such as CN=web.example.com",
    "'CN=\"a', is not a name such as CN=web.example.com"
  })
  void aMalformedNameIsAnErrorAtLoad(String name, String why) {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      assertThatThrownBy(() -> vault.open(SETTING + "p256=" + name))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "azure.keyvault.self-signed.p256=%s in the key store file %s"
                  .formatted(name, why.replaceFirst("com$", "com, O=Example")));
    }
  }

  @Test
  void refusesAChainAndASelfSignedCertificateForOneKey(@TempDir Path folder) throws Exception {
    Path pem = Files.createFile(folder.resolve("chain.pem"));
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      assertThatThrownBy(
              () ->
                  vault.open(SETTING + "P256=CN=a", "azure.keyvault.certificate-chain.p256=" + pem))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not go with azure.keyvault.certificate-chain.p256");
    }
  }

  @Test
  void keysOfAManagedHsmGetACertificateToo() throws Exception {
    try (OpenedVault hsm =
        OpenedVault.managedHsm(
            "{\"keys\":[{\"name\":\"sign\",\"kty\":\"EC-HSM\"},{\"name\":\"aes\",\"kty\":\"oct-HSM\"}]}")) {
      KeyStore store = hsm.open(SETTING + "sign=CN=hsm", SETTING + "aes=CN=hsm");
      assertThat(aliases(store)).containsExactlyInAnyOrder("sign", "aes");
      assertThat(certificate(store, "sign").getSubjectX500Principal().getName())
          .isEqualTo("CN=hsm");
      assertThat(store.entryInstanceOf("aes", KeyStore.SecretKeyEntry.class)).isTrue();
    }
  }
}
