package io.vaultjca.conformance.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultjca.embedded.Fault;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.KeyStore;
import java.security.ProviderException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bad answers for the secret of a certificate: about another object, or without a value. They never
 * become a chain without its issuers.
 */
class UntrustedSecretTest {
  private static final String SEED =
      """
      {"certificates": [{"name": "web", "kty": "EC", "chain": 2},
                        {"name": "pem", "kty": "EC", "chain": 2, "contentType": "pem"},
                        {"name": "second", "kty": "EC", "chain": 2}]}
      """;
  private static final int WHOLE = 3;

  private OpenedVault vault;
  private final SettableClock clock = new SettableClock();

  @BeforeEach
  void start() {
    vault = OpenedVault.with(SEED);
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/secrets/web/|/secrets/second/",
        "/secrets/web/|/keys/web/",
        "/secrets/web/|/secrets/web/0",
        "/secrets/web/|/secrets/",
        "https://localhost|https://localhost.attacker.example",
        "https://localhost|http://localhost",
        "\"id\":\"[^\"]*\"|\"id\":null",
        "\"id\":\"[^\"]*\"|\"id\":\"\"",
        "\"id\":\"[^\"]*\",|``",
        "\"value\":\"[^\"]*\"|\"value\":null",
        "\"value\":\"[^\"]*\",|``",
        "\"value\":\"[^\"]*\"|\"value\":5",
        "\"value\":\"[^\"]*\"|\"value\":[]",
      })
  void theChainFailsAndRecovers(String part, String instead) throws Exception {
    KeyStore store = vault.open(clock);
    vault.rewrite("secrets/get", "secrets/web", body -> body.replaceAll(part, instead));
    for (int again = 0; again < 2; again++) {
      assertThat(catchThrowable(() -> store.getCertificateChain("web")))
          .isInstanceOf(ProviderException.class)
          .message()
          .startsWith("Reading the secret " + vault.server().uri() + "/secrets/web/")
          .containsAnyOf("the answer is not trusted", "the answer could not be used");
    }
    assertThat(store.getCertificate("web")).isNotNull();
    assertThat(store.getCertificateChain("second")).hasSize(WHOLE);
    vault.server().faults().clear();
    clock.advance(Duration.ofMinutes(1));
    assertThat(store.getCertificateChain("web")).hasSize(WHOLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "pem"})
  void forgetsABadAnswerAfterAMoment(String alias) throws Exception {
    KeyStore store = vault.open(clock);
    vault
        .server()
        .faults()
        .inject("secrets/get", 1, Fault.rewritten(body -> body.replace("/" + alias + "/", "/x/")));
    int seconds = 0;
    int length = lengthOrNone(store, alias);
    while (length == 0) {
      assertThat(seconds++).as("seconds, by the clock, without a chain").isLessThan(60);
      clock.advance(Duration.ofSeconds(1));
      length = lengthOrNone(store, alias);
    }
    assertThat(length).isEqualTo(WHOLE);
    assertThat(vault.server().counters().requests("secrets/get")).isGreaterThan(1);
  }

  private static int lengthOrNone(KeyStore store, String alias) throws Exception {
    try {
      return store.getCertificateChain(alias).length;
    } catch (ProviderException e) {
      return 0;
    }
  }

  @Test
  void leavesOutAListedEntryWithABadSecret() throws Exception {
    vault
        .server()
        .faults()
        .inject(
            "secrets/get",
            Fault.rewritten(
                body ->
                    body.contains("/secrets/pem/")
                        ? body.replaceFirst("\"value\":\"[^\"]*\"", "\"value\":null")
                        : body.replace("/secrets/web/", "/secrets/second/")));
    KeyStore store = vault.open(clock);
    for (int walk = 0; walk < 2; walk++) {
      for (String alias : OpenedVault.aliases(store)) {
        Certificate[] chain = store.getCertificateChain(alias);
        boolean bad = !alias.equals("second");
        assertThat(chain == null ? 0 : chain.length).as(alias).isEqualTo(bad ? 0 : WHOLE);
        assertThat(store.getEntry(alias, null) == null).as(alias).isEqualTo(bad);
      }
    }
    KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
    factory.init(store, null);
    X509ExtendedKeyManager keys = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    assertThat(keys.getServerAliases("EC", null)).containsExactly("second");
    vault.server().faults().clear();
    clock.advance(Duration.ofMinutes(1));
    for (String alias : OpenedVault.aliases(store)) {
      assertThat(store.getCertificateChain(alias)).hasSize(WHOLE);
    }
  }

  @Test
  void noKeyManagerShowsTheCertificateWithoutItsIssuers() throws Exception {
    vault.rewrite(
        "secrets/get", "secrets/web", body -> body.replace("/secrets/web/", "/secrets/second/"));
    KeyStore store = vault.open(clock);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    factory.init(store, null);
    X509ExtendedKeyManager keys = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    for (String alias : List.of("web", "second")) {
      X509Certificate[] chain = keys.getCertificateChain(alias);
      assertThat(chain == null || chain.length == WHOLE).as(alias).isTrue();
    }
  }

  @Test
  void servesAnEarlierChain() throws Exception {
    KeyStore store = vault.open(clock);
    assertThat(store.getCertificateChain("web")).hasSize(WHOLE);
    Certificate before = store.getCertificate("web");
    vault.rewrite(
        "secrets/get", "secrets/web", body -> body.replace("/secrets/web/", "/secrets/second/"));
    // A new version with an unreadable secret.
    vault.server().seed(SEED);
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofMinutes(31));
      assertThat(store.getCertificateChain("web")).hasSize(WHOLE);
    }
    vault.server().faults().clear();
    long begin = System.nanoTime();
    while (store.getCertificateChain("web")[0].equals(before)) {
      assertThat(System.nanoTime() - begin).isLessThan(Duration.ofSeconds(20).toNanos());
      clock.advance(Duration.ofMinutes(31));
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    assertThat(store.getCertificateChain("web")).hasSize(WHOLE);
  }
}
