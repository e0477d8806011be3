package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.fixture.Await.until;
import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.Setting;
import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.embedded.Fault;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.Test;

class KeyStoreFreshnessTest {
  private static final String ONE = "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}";

  @Test
  void aRotatedCertificateAppearsAfterTheIntervalAndAHandleKeepsItsVersion() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock);
      Certificate before = store.getCertificate("web");
      PrivateKey handle = (PrivateKey) store.getKey("web", null);
      vault.server().seed(ONE);
      clock.advance(Duration.ofMinutes(29));
      assertThat(store.getCertificate("web")).isEqualTo(before);
      clock.advance(Duration.ofMinutes(2));
      // The first caller after the interval does not wait.
      assertThat(store.getCertificate("web")).isEqualTo(before);
      until(() -> !store.getCertificate("web").equals(before));
      assertThat(store.getKey("web", null)).isNotEqualTo(handle);
      assertThat(verifies(before, handle)).isTrue();
      assertThat(verifies(store.getCertificate("web"), (PrivateKey) store.getKey("web", null)))
          .isTrue();
    }
  }

  @Test
  void refreshesAnEntryOlderThanTwoIntervalsBeforeServingIt() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock);
      assertThat(aliases(store)).containsExactly("web");
      Certificate before = store.getCertificate("web");
      PrivateKey handle = (PrivateKey) store.getKey("web", null);
      vault.server().seed(ONE);
      vault.server().seed("{\"certificates\":[{\"name\":\"second\",\"kty\":\"EC\"}]}");
      clock.advance(Duration.ofMinutes(61));
      assertThat(store.getKey("web", null)).isNotEqualTo(handle);
      assertThat(store.getCertificate("web")).isNotEqualTo(before);
      assertThat(verifies(store.getCertificate("web"), (PrivateKey) store.getKey("web", null)))
          .isTrue();
      assertThat(aliases(store)).containsExactlyInAnyOrder("web", "second");
      vault.server().counters().reset();
      assertThat(aliases(store)).hasSize(2);
      assertThat(store.getCertificate("web")).isNotEqualTo(before);
      assertThat(vault.server().counters().requests()).isZero();
    }
  }

  @Test
  void theFirstHandshakeOfAnIdleServerShowsTheRotatedCertificate() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
      factory.init(store, null);
      X509KeyManager busy = (X509KeyManager) factory.getKeyManagers()[0];
      X509Certificate before = busy.getCertificateChain(chosen(busy))[0];
      vault.server().seed(ONE);
      clock.advance(Duration.ofHours(5));
      // The busy manager has looked within a second; this one looks again, as an idle one does.
      X509KeyManager keys = (X509KeyManager) factory.getKeyManagers()[0];
      String alias = chosen(keys);
      assertThat(keys.getCertificateChain(alias)[0]).isNotEqualTo(before);
      assertThat(verifies(keys.getCertificateChain(alias)[0], keys.getPrivateKey(alias))).isTrue();
    }
  }

  private static String chosen(X509KeyManager keys) {
    return keys.chooseServerAlias("EC", null, null);
  }

  @Test
  void aHangingVaultDelaysOldEntriesOnlyBriefly() throws Exception {
    int count = 12;
    String seed =
        "{\"certificates\":[{\"name\":\"web-%%02d\",\"count\":%s,\"kty\":\"EC\"}]}"
            .formatted(count);
    try (OpenedVault vault = OpenedVault.with(seed)) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock);
      for (String alias : aliases(store)) {
        assertThat(store.getCertificate(alias)).isNotNull();
      }
      vault.server().faults().inject("*", Fault.hang());
      clock.advance(Duration.ofHours(2));
      long started = System.nanoTime();
      assertThat(aliases(store)).hasSize(count);
      for (String alias : aliases(store)) {
        assertThat(store.getCertificate(alias)).isNotNull();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - started))
          .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(9));
    }
  }

  @Test
  void refreshesManyOldEntriesInParallel() throws Exception {
    int count = 60;
    String seed =
        "{\"certificates\":[{\"name\":\"web-%%02d\",\"count\":%s,\"kty\":\"EC\"}]}"
            .formatted(count);
    try (OpenedVault vault = OpenedVault.with(seed)) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock);
      Map<String, Certificate> before = new HashMap<>();
      for (String alias : aliases(store)) {
        before.put(alias, store.getCertificate(alias));
      }
      vault.server().seed(seed);
      vault.server().faults().inject("certificates/get", Fault.delay(Duration.ofMillis(300)));
      clock.advance(Duration.ofHours(2));
      long started = System.nanoTime();
      for (String alias : aliases(store)) {
        assertThat(store.getCertificate(alias)).isNotEqualTo(before.get(alias));
      }
      // Sequential reading would take 18 s.
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(9));
    }
  }

  @Test
  void loadingAgainReadsAgain() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open();
      Certificate before = store.getCertificate("web");
      vault.server().seed(ONE);
      store.load(new java.io.ByteArrayInputStream(vault.file(vault.server().accessToken())), null);
      assertThat(store.getCertificate("web")).isNotEqualTo(before);
    }
  }

  @Test
  void aNewCertificateIsListedAfterTheInterval() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock);
      assertThat(aliases(store)).containsExactly("web");
      vault.server().seed("{\"certificates\":[{\"name\":\"second\",\"kty\":\"EC\"}]}");
      clock.advance(Duration.ofMinutes(31));
      until(() -> aliases(store).size() == 2);
    }
  }

  @Test
  void anUnchangedEntryIsKeptAsItIs() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock);
      PrivateHandle handle = (PrivateHandle) store.getKey("web", null);
      Certificate certificate = store.getCertificate("web");
      // A refresh starts only after the previous one: when the third starts, two have ended.
      until(
          () -> {
            clock.advance(Duration.ofMinutes(31));
            assertThat(store.getKey("web", null)).isSameAs(handle);
            assertThat(store.getCertificate("web")).isSameAs(certificate);
            return vault.server().counters().requests("certificates/get") >= 4;
          });
    }
  }

  @Test
  void servesACertificateAfterItsPermissionIsRevoked() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      SettableClock clock = new SettableClock();
      AtomicReference<String> token = new AtomicReference<>(vault.server().accessToken());
      KeyStore store = vault.open(clock, token::get);
      Certificate before = store.getCertificate("web");
      vault.server().revokeAccessTokens();
      token.set(vault.server().accessToken("certificates/list", "keys/*"));
      vault.server().counters().reset();
      clock.advance(Duration.ofMinutes(31));
      // A refresh starts only after the previous one has failed.
      until(
          () -> {
            clock.advance(Duration.ofSeconds(31));
            assertThat(store.getCertificateChain("web")).containsExactly(before);
            return vault.server().counters().requests("certificates/get") >= 5;
          });
      assertThat(vault.server().counters().requests("keys/get")).isZero();
      vault.server().revokeAccessTokens();
      token.set(vault.server().accessToken());
      vault.server().seed(ONE);
      until(
          () -> {
            clock.advance(Duration.ofSeconds(31));
            return !store.getCertificate("web").equals(before);
          });
    }
  }

  @Test
  void staleEntriesAreServedWhileTheVaultIsAwayAndSigningWorksWhenItIsBack() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock);
      Certificate certificate = store.getCertificate("web");
      PrivateKey key = (PrivateKey) store.getKey("web", null);
      assertThat(aliases(store)).containsExactly("web");
      vault.server().stop();
      clock.advance(Duration.ofHours(2));
      for (int i = 0; i < 20; i++) {
        assertThat(store.getCertificate("web")).isEqualTo(certificate);
        assertThat(store.getKey("web", null)).isEqualTo(key);
        assertThat(aliases(store)).containsExactly("web");
      }
      assertThatThrownBy(() -> sign(key))
          .isInstanceOf(SignatureException.class)
          .hasMessageStartingWith(
              "Signing (ES256) with the key " + key + " failed: no connection to")
          .hasMessageContaining(
              "Check azure.keyvault.uri, DNS, firewall, private endpoint and proxy");
      vault.server().restart();
      assertThat(verifies(certificate, key)).isTrue();
    }
  }

  @Test
  void anOutageDuringARefreshKeepsTheEntryAndWarnsOnceWithItsAge() throws Exception {
    Warnings.listen();
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock);
      Certificate before = store.getCertificate("web");
      PrivateKey key = (PrivateKey) store.getKey("web", null);
      String address = vault.server().uri().toString();
      vault.server().seed(ONE);
      vault.server().faults().inject("certificates/get", 1, Fault.hang());
      clock.advance(Duration.ofMinutes(31));
      // The refresh runs in the background: the vault hangs, the caller does not.
      assertThat(store.getCertificate("web")).isEqualTo(before);
      until(() -> vault.server().counters().requests("certificates/get") == 2);
      vault.server().stop();
      until(() -> !Warnings.all().containing(address, "could not be refreshed").isEmpty());
      for (int i = 0; i < 20; i++) {
        assertThat(store.getCertificate("web")).isEqualTo(before);
        assertThat(store.getKey("web", null)).isEqualTo(key);
      }
      assertThatThrownBy(() -> sign(key)).isInstanceOf(SignatureException.class);
      assertThat(Warnings.all().containing("The entry web of " + address))
          .singleElement()
          .asString()
          .startsWith(
              """
              The entry web of %s could not be refreshed and is served as it was 1860 s ago. \
              Reading the certificate\s"""
                  .formatted(address));
      vault.server().restart();
      assertThat(verifies(before, key)).isTrue();
      clock.advance(Duration.ofMinutes(1));
      until(() -> !store.getCertificate("web").equals(before));
    }
  }

  @Test
  void anOutageAfterARefreshKeepsTheNewEntry() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock);
      Certificate before = store.getCertificate("web");
      vault.server().seed(ONE);
      clock.advance(Duration.ofMinutes(31));
      until(() -> !store.getCertificate("web").equals(before));
      Certificate refreshed = store.getCertificate("web");
      PrivateKey key = (PrivateKey) store.getKey("web", null);
      vault.server().stop();
      clock.advance(Duration.ofHours(2));
      for (int i = 0; i < 20; i++) {
        assertThat(store.getCertificate("web")).isEqualTo(refreshed);
        assertThat(store.getKey("web", null)).isEqualTo(key);
      }
      assertThatThrownBy(() -> sign(key)).isInstanceOf(SignatureException.class);
      vault.server().restart();
      assertThat(verifies(refreshed, key)).isTrue();
    }
  }

  @Test
  void anIntervalOfZeroRefreshesNothing() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock, Map.of(Setting.REFRESH_INTERVAL, "0"));
      Certificate before = store.getCertificate("web");
      assertThat(aliases(store)).containsExactly("web");
      vault.server().seed(ONE);
      vault.server().counters().reset();
      for (int days = 0; days < 20; days++) {
        clock.advance(Duration.ofDays(1));
        assertThat(store.getCertificate("web")).isEqualTo(before);
        assertThat(aliases(store)).containsExactly("web");
      }
      assertThat(vault.server().counters().requests()).isZero();
    }
  }

  @Test
  void anUnreachableVaultIsAnErrorAndNotAnEmptyKeyStore() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open(Clock.systemUTC());
      vault.server().stop();
      String listing = "Listing the certificates of " + vault.server().uri() + " failed: no";
      assertThatThrownBy(store::aliases)
          .isInstanceOf(ProviderException.class)
          .hasMessageStartingWith(listing);
      assertThatThrownBy(store::size)
          .isInstanceOf(ProviderException.class)
          .hasMessageStartingWith(listing);
      assertThatThrownBy(() -> store.getKey("web", null)).isInstanceOf(ProviderException.class);
      assertThatThrownBy(() -> store.getCertificate("web")).isInstanceOf(ProviderException.class);
      assertThatThrownBy(() -> store.containsAlias("web")).isInstanceOf(ProviderException.class);
      vault.server().restart();
      assertThat(aliases(store)).containsExactly("web");
    }
  }

  @Test
  void threadsThatWaitForADeadVaultFailTogether() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store =
          vault.open("azure.keyvault.max-retries=0", "azure.keyvault.request-timeout=1s");
      vault.server().faults().inject("*", Fault.hang());
      ExecutorService threads = Executors.newFixedThreadPool(16);
      long started = System.nanoTime();
      try {
        List<Future<Certificate>> readers =
            IntStream.range(0, 16)
                .mapToObj(i -> threads.submit(() -> store.getCertificate("web")))
                .toList();
        for (Future<Certificate> reader : readers) {
          assertThatThrownBy(reader::get).hasCauseInstanceOf(ProviderException.class);
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void readsAChainAgainAfterAFailure() throws Exception {
    try (OpenedVault vault =
        OpenedVault.with("{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\",\"chain\":2}]}")) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock);
      vault.server().faults().inject("secrets/get", 1, Fault.garbage());
      assertThatThrownBy(() -> store.getCertificateChain("web"))
          .isInstanceOf(ProviderException.class);
      // A failure is not cached.
      assertThat(store.getCertificateChain("web")).hasSize(3);
    }
  }

  @Test
  void logsAForbiddenChainOnceAVersionAndTriesAgain() throws Exception {
    Warnings.listen();
    String seed = "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\",\"chain\":2}]}";
    try (OpenedVault vault = OpenedVault.with(seed)) {
      SettableClock clock = new SettableClock();
      AtomicReference<String> token =
          new AtomicReference<>(vault.server().accessToken("certificates/*", "keys/*"));
      KeyStore store = vault.open(clock, token::get);
      String[] warning = {
        "The chain of web is its certificate alone", vault.server().uri() + "/secrets/web/"
      };
      assertThat(store.getCertificateChain("web")).hasSize(1);
      Key key = store.getKey("web", null);
      until(
          () -> {
            clock.advance(Duration.ofMinutes(31));
            assertThat(store.getCertificateChain("web")).hasSize(1);
            assertThat(store.getKey("web", null)).isSameAs(key);
            return vault.server().counters().requests("secrets/get") >= 5;
          });
      assertThat(Warnings.all().containing(warning)).hasSize(1);
      Certificate before = store.getCertificate("web");
      vault.server().seed(seed);
      until(
          () -> {
            clock.advance(Duration.ofMinutes(31));
            return !store.getCertificate("web").equals(before);
          });
      assertThat(store.getCertificateChain("web")).hasSize(1);
      assertThat(Warnings.all().containing(warning)).hasSize(2);
      vault.server().revokeAccessTokens();
      token.set(vault.server().accessToken());
      until(
          () -> {
            clock.advance(Duration.ofMinutes(31));
            return store.getCertificateChain("web").length == 3;
          });
      assertThat(Warnings.all().containing(warning)).hasSize(2);
    }
  }

  private static byte[] sign(PrivateKey key) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA", new AzureKeyVaultProvider());
    signature.initSign(key);
    signature.update((byte) 1);
    return signature.sign();
  }

  private static boolean verifies(Certificate certificate, PrivateKey key) throws Exception {
    Signature verifier = Signature.getInstance("SHA256withECDSA", "SunEC");
    verifier.initVerify(certificate.getPublicKey());
    verifier.update((byte) 1);
    return verifier.verify(sign(key));
  }
}
