package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.fixture.Await.until;
import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.Setting;
import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.embedded.Fault;
import io.vaultjca.handle.PrivateHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Views with complete names: {@code aliases=web-rsa, web-ec}. */
class NamedAliasesTest {
  private static final String SEED =
      """
      {"certificates":[
         {"name":"Web","kty":"EC"},
         {"name":"off","kty":"EC","enabled":false},
         {"name":"old","kty":"EC","validity":"PT-5M"},
         {"name":"early","kty":"EC"}],
       "keys":[{"name":"bare","kty":"EC"}]}
      """;

  @BeforeEach
  void listen() {
    Warnings.listen();
  }

  @ParameterizedTest
  @CsvSource({
    "off, it is disabled",
    "old, it expired at 20",
    "early, it is not valid before 2099-01-01T00:00:00Z"
  })
  void neitherListsNorServesAnUnusableCertificate(String alias, String reason) throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      notValidYet(vault, "early");
      KeyStore store = vault.open("azure.keyvault.aliases=" + alias + ", web");
      for (int time = 0; time < 3; time++) {
        assertThat(aliases(store)).containsExactly("Web");
        X509ExtendedKeyManager keys = keyManager(store);
        assertThat(keys.getServerAliases("EC", null)).containsExactly("Web");
        assertThat(keys.getCertificateChain(keys.chooseServerAlias("EC", null, null)))
            .isEqualTo(store.getCertificateChain("web"));
      }
      assertThat(Warnings.all().containing("The alias '" + alias + "' of " + vault.server().uri()))
          .singleElement()
          .asString()
          .contains("is left out: " + reason);
      // A caller that names it learns from the vault why it does not sign.
      assertThat(store.getKey(alias, null)).isInstanceOf(PrivateKey.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"off, it is disabled", "old, it expired at 20"})
  void doesNotListAnUnusableKeyWithAConfiguredChain(
      String alias, String reason, @TempDir Path folder) throws Exception {
    String attribute = alias.equals("off") ? "\"enabled\":false" : "\"exp\":1750000000";
    try (OpenedVault vault =
        OpenedVault.with(
            """
            {"certificates":[{"name":"Web","kty":"EC"}],"keys":[{"name":"%s","kty":"EC",%s}]}"""
                .formatted(alias, attribute))) {
      PrivateKey key = (PrivateKey) vault.open().getKey(alias, null);
      Path pem = folder.resolve("chain.pem");
      Files.writeString(pem, OpenedVault.pem(certificateFor(key)));
      KeyStore store = vault.open("azure.keyvault.certificate-chain." + alias + "=" + pem);
      assertThat(aliases(store)).containsExactly("Web");
      assertThat(store.getCertificate(alias)).isNotNull();
      assertThat(Warnings.all().containing("The alias '" + alias + "' of " + vault.server().uri()))
          .singleElement()
          .asString()
          .contains("is left out: " + reason);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Relaese|relaese|does not exist, and azure.keyvault.aliases names it",
        """
        bare|bare|is left out: it is a key without a certificate. Give its chain with \
        azure.keyvault.certificate-chain.bare""",
        """
        web/00000000000000000000000000000000|web/00000000000000000000000000000000|does not exist, \
        and azure.keyvault.aliases names it""",
      })
  void logsANameWithoutAnEntryOnce(String name, String alias, String why) throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock, Map.of(Setting.ALIASES, name));
      assertThat(aliases(store)).isEmpty();
      assertThat(store.containsAlias(alias)).isEqualTo(alias.equals("bare"));
      assertThat(store.getCertificateChain(alias)).isNull();
      assertThat(Warnings.all().containing("The alias '" + alias + "' of " + vault.server().uri()))
          .containsExactly("The alias '" + alias + "' of " + vault.server().uri() + " " + why);
    }
  }

  @Test
  void logsAConfiguredChainWithoutAKeyOnce(@TempDir Path folder) throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      Path pem = Files.createFile(folder.resolve("chain.pem"));
      KeyStore store = vault.open("azure.keyvault.certificate-chain.nobody=" + pem);
      assertThat(aliases(store)).containsExactlyInAnyOrder("Web", "early");
      assertThat(Warnings.all().containing("The alias 'nobody' of " + vault.server().uri()))
          .containsExactly(
              """
              The alias 'nobody' of %s does not exist, and azure.keyvault.certificate-chain.nobody \
              names it"""
                  .formatted(vault.server().uri()));
    }
  }

  @Test
  void leavesOutUnnamedKeysOfAManagedHsmSilently() throws Exception {
    try (OpenedVault hsm =
        OpenedVault.managedHsm(
            "{\"keys\":[{\"name\":\"data\",\"kty\":\"oct-HSM\"},{\"name\":\"sign\",\"kty\":\"EC-HSM\"}]}")) {
      assertThat(aliases(hsm.open())).containsExactly("data");
      assertThat(Warnings.all().containing(hsm.server().uri().toString())).isEmpty();
    }
  }

  @Test
  void aDisabledEntryDisappearsAfterOneInterval() throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      SettableClock clock = new SettableClock();
      String early = ((PrivateHandle) vault.open().getKey("early", null)).id().version();
      KeyStore store = vault.open(clock, Map.of(Setting.ALIASES, "web, early, early/" + early));
      assertThat(aliases(store)).containsExactlyInAnyOrder("Web", "early", "early/" + early);
      Key key = store.getKey("early", null);
      vault
          .service()
          .send("PATCH", "certificates/early/" + early, "{\"attributes\":{\"enabled\":false}}");
      clock.advance(Duration.ofMinutes(29));
      assertThat(aliases(store)).hasSize(3);
      clock.advance(Duration.ofMinutes(2));
      // The clock stands still from here, so one interval is enough.
      until(() -> aliases(store).equals(List.of("Web")));
      assertThat(store.getKey("early", null)).isSameAs(key);
      vault
          .service()
          .send("PATCH", "certificates/early/" + early, "{\"attributes\":{\"enabled\":true}}");
      clock.advance(Duration.ofMinutes(31));
      until(() -> aliases(store).size() == 3);
    }
  }

  @Test
  void doesNotRequestADeletedEntryEachTime() throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock);
      assertThat(aliases(store)).containsExactlyInAnyOrder("Web", "early");
      vault.server().faults().inject("certificates/get", notFound("CertificateNotFound"));
      vault.server().faults().inject("keys/get", notFound("KeyNotFound"));
      assertThat(store.getCertificate("early")).isNull();
      vault.server().counters().reset();
      for (int look = 0; look < 20; look++) {
        assertThat(store.getCertificate("early")).isNull();
        assertThat(store.getKey("early", null)).isNull();
        assertThat(store.getCertificateChain("early")).isNull();
      }
      assertThat(vault.server().counters().requests("certificates/get")).isZero();
      assertThat(vault.server().counters().requests("keys/get")).isZero();
      clock.advance(Duration.ofSeconds(31));
      assertThat(store.getCertificate("early")).isNull();
      assertThat(vault.server().counters().requests("certificates/get")).isEqualTo(1);
      vault.server().faults().clear();
      clock.advance(Duration.ofSeconds(31));
      assertThat(store.getCertificate("early")).isNotNull();
    }
  }

  private static Fault notFound(String code) {
    return Fault.body(404, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"Gone.\"}}");
  }

  private static Certificate certificateFor(PrivateKey key) throws Exception {
    return KeyStoreWritingTest.issue(
        KeyStoreWritingTest.rsa(), "CN=ca", ((PrivateHandle) key).publicKey(), "CN=bare");
  }

  /** Rewrites the answer, since the embedded vault makes no certificate that is not valid yet. */
  private static void notValidYet(OpenedVault vault, String name) {
    vault.rewrite(
        "certificates/get",
        "certificates/" + name,
        body -> body.replaceFirst("\"nbf\":\\d+", "\"nbf\":4070908800"));
  }

  private static X509ExtendedKeyManager keyManager(KeyStore store) throws Exception {
    KeyManagerFactory factory = KeyManagerFactory.getInstance("AzureKeyVault", store.getProvider());
    factory.init(store, null);
    return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
  }
}
