package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.fixture.Await.until;
import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.embedded.Fault;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Key stores of one configuration read a vault once: for example a broker with a key store for each
 * network thread, or a server that reloads one while the old one still serves.
 */
class SharedReadingTest {
  private static final String ONE =
      "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\",\"chain\":2}]}";
  private static final String FIFTY =
      "{\"certificates\":[{\"name\":\"c%02d\",\"count\":50,\"kty\":\"EC\",\"chain\":2}]}";

  private final SettableClock clock = new SettableClock();
  private String token;

  @Test
  void fourteenKeyStoresReadACertificateOnce() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      List<KeyStore> stores = new ArrayList<>();
      for (int i = 0; i < 14; i++) {
        stores.add(vault.open());
      }
      for (KeyStore store : stores) {
        assertThat(aliases(store)).containsExactly("web");
        assertThat(store.getKey("web", null)).isNotNull();
        assertThat(store.getCertificateChain("web")).hasSize(3);
      }
      assertThat(vault.server().counters().requests("certificates/list")).isEqualTo(1);
      assertThat(vault.server().counters().requests("certificates/get")).isEqualTo(1);
      assertThat(vault.server().counters().requests("secrets/get")).isEqualTo(1);
    }
  }

  @Test
  void aRotationAppearsInAllKeyStoresAtOnce() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      List<KeyStore> stores = new ArrayList<>();
      for (int i = 0; i < 14; i++) {
        stores.add(load(vault));
      }
      Certificate before = stores.get(0).getCertificate("web");
      vault.server().seed(ONE);
      clock.advance(Duration.ofMinutes(31));
      until(() -> !stores.get(13).getCertificate("web").equals(before));
      Certificate after = stores.get(13).getCertificate("web");
      for (KeyStore store : stores) {
        assertThat(store.getCertificate("web")).isEqualTo(after);
        assertThat(store.getCertificateChain("web")[0]).isEqualTo(after);
      }
      assertThat(vault.server().counters().requests("certificates/get")).isEqualTo(2);
    }
  }

  @Test
  void aKeyStoreLoadedLaterServesNoOlderEntries() throws Exception {
    try (OpenedVault vault = OpenedVault.with(FIFTY)) {
      KeyStore serving = load(vault);
      Map<String, Certificate> before = certificates(serving);
      clock.advance(Duration.ofMinutes(5));
      vault.server().seed(FIFTY);
      vault.server().seed("{\"certificates\":[{\"name\":\"new\",\"kty\":\"EC\"}]}");
      vault.server().faults().inject("certificates/get", Fault.delay(Duration.ofMillis(100)));
      vault.server().counters().reset();
      // A walk reads ahead, and none of its entries is an old one.
      KeyStore reloaded = load(vault);
      assertThat(aliases(reloaded)).hasSize(51).contains("new");
      for (String alias : aliases(reloaded)) {
        Certificate now = reloaded.getCertificate(alias);
        assertThat(now).isNotNull().isNotEqualTo(before.get(alias));
        assertThat(reloaded.getCertificateChain(alias)[0]).isEqualTo(now);
        assertThat(serving.getCertificate(alias)).isEqualTo(now);
      }
      assertThat(vault.server().counters().requests("certificates/list")).isEqualTo(3);
      assertThat(vault.server().counters().requests("certificates/get")).isEqualTo(51);
      assertThat(vault.server().counters().mostInFlight()).isBetween(8, 17);
    }
  }

  @Test
  void readsAnEntryFromBeforeALoadAgainOnceForAll() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore first = load(vault);
      Certificate before = first.getCertificate("web");
      clock.advance(Duration.ofMillis(1));
      vault.server().seed(ONE);
      List<KeyStore> stores = new ArrayList<>(List.of(load(vault), load(vault), load(vault)));
      vault.server().counters().reset();
      stores.add(first);
      for (KeyStore store : stores) {
        assertThat(store.getCertificate("web")).isNotEqualTo(before);
      }
      assertThat(vault.server().counters().requests("certificates/get")).isEqualTo(1);
    }
  }

  @Test
  void anIntervalOfZeroHoldsUntilTheNextLoad() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      Map<Setting, String> forEver = Map.of(Setting.REFRESH_INTERVAL, "0");
      KeyStore first = load(vault, forEver);
      Certificate before = first.getCertificate("web");
      vault.server().seed(ONE);
      clock.advance(Duration.ofDays(1));
      assertThat(first.getCertificate("web")).isEqualTo(before);
      assertThat(load(vault, forEver).getCertificate("web")).isNotEqualTo(before);
    }
  }

  @Test
  void otherKeyStoresDoNotWaitWhileANewOneReads() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore serving = load(vault, Map.of(Setting.REQUEST_TIMEOUT, "3s"));
      Certificate before = serving.getCertificate("web");
      clock.advance(Duration.ofMinutes(5));
      vault.server().faults().inject("certificates/get", Fault.hang());
      KeyStore reloaded = load(vault, Map.of(Setting.REQUEST_TIMEOUT, "3s"));
      ExecutorService thread = Executors.newSingleThreadExecutor();
      try {
        Future<Certificate> waiting = thread.submit(() -> reloaded.getCertificate("web"));
        until(() -> vault.server().counters().requests("certificates/get") == 2);
        for (int i = 0; i < 20; i++) {
          assertThat(serving.getCertificate("web")).isEqualTo(before);
        }
        assertThat(waiting).isNotDone();
        assertThat(waiting.get()).isEqualTo(before);
      } finally {
        thread.shutdownNow();
      }
    }
  }

  @Test
  void aKeyStoreLoadedDuringAnOutageServesHeldEntriesAndWaitsOnce() throws Exception {
    Warnings.listen();
    try (OpenedVault vault = OpenedVault.with(FIFTY)) {
      Map<String, Certificate> before = certificates(load(vault));
      clock.advance(Duration.ofMinutes(5));
      vault.server().faults().inject("*", Fault.unavailable());
      vault.server().counters().reset();
      KeyStore reloaded = load(vault);
      assertThat(certificates(reloaded)).isEqualTo(before);
      assertThat(vault.server().counters().requests()).isEqualTo(1);
      assertThat(
              Warnings.all().containing(vault.server().uri().toString(), "could not be refreshed"))
          .singleElement()
          .asString()
          .startsWith(
              "The list of %s could not be refreshed and is served as it was 300 s ago. Listing"
                  .formatted(vault.server().uri()));
      vault.server().faults().clear();
      vault.server().seed(FIFTY);
      clock.advance(Duration.ofSeconds(31));
      assertThat(certificates(reloaded).values()).doesNotContainAnyElementsOf(before.values());
    }
  }

  @Test
  void aLoadForgetsAnEarlierRefusal() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore first = load(vault);
      vault
          .server()
          .faults()
          .inject("certificates/get", Fault.body(403, "{\"error\":{\"code\":\"Forbidden\"}}"));
      vault
          .server()
          .faults()
          .inject("keys/get", Fault.body(403, "{\"error\":{\"code\":\"Forbidden\"}}"));
      assertThatThrownBy(() -> first.getCertificate("web")).hasMessageContaining("403");
      vault.server().faults().clear();
      vault.server().counters().reset();
      assertThatThrownBy(() -> first.getCertificate("web")).hasMessageContaining("403");
      assertThat(vault.server().counters().requests()).isZero();
      clock.advance(Duration.ofMillis(1));
      KeyStore second = load(vault);
      assertThat(second.getCertificate("web")).isNotNull();
      assertThat(first.getCertificate("web")).isNotNull();
    }
  }

  @Test
  void allReadAgainAfterOneStores() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore writing = load(vault);
      KeyStore reading = load(vault);
      assertThat(aliases(reading)).containsExactly("web");
      assertThat(reading.getCertificate("web")).isNotNull();
      writing.deleteEntry("web");
      assertThat(aliases(writing)).isEmpty();
      // Changes that wait for store belong to one key store.
      assertThat(aliases(reading)).containsExactly("web");
      writing.store(null, null);
      assertThat(aliases(reading)).isEmpty();
      assertThat(reading.getCertificate("web")).isNull();
    }
  }

  @Test
  void otherAliasesOrAnotherClockReadSeparately() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      load(vault).getCertificate("web");
      load(vault, Map.of(Setting.ALIASES, "w*")).getCertificate("web");
      load(vault, new SettableClock(), Map.of()).getCertificate("web");
      assertThat(vault.server().counters().requests("certificates/get")).isEqualTo(3);
    }
  }

  @Test
  void entriesAreReleasedWithTheLastKeyStore() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      // It keeps the connection, but no entry.
      KeyStore other = load(vault, Map.of(Setting.ALIASES, "other"));
      load(vault).getCertificate("web");
      until(
          () -> {
            System.gc();
            load(vault).getCertificate("web");
            return vault.server().counters().requests("certificates/get") > 1;
          });
      assertThat(other.getCertificate("web")).isNull();
    }
  }

  private static Map<String, Certificate> certificates(KeyStore store) throws Exception {
    Map<String, Certificate> certificates = new LinkedHashMap<>();
    for (String alias : aliases(store)) {
      certificates.put(alias, store.getCertificate(alias));
      assertThat(store.getCertificateChain(alias)).hasSizeGreaterThan(0);
    }
    return certificates;
  }

  private KeyStore load(OpenedVault vault) throws Exception {
    return load(vault, Map.of());
  }

  private KeyStore load(OpenedVault vault, Map<Setting, String> settings) throws Exception {
    return load(vault, clock, settings);
  }

  /** Configures a token, so that equal configurations share one connection. */
  private KeyStore load(OpenedVault vault, Clock by, Map<Setting, String> settings)
      throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    VaultLoadStoreParameter.Builder parameter =
        VaultLoadStoreParameter.builder(vault.server().uri())
            .set(Setting.TRUST_CERTIFICATES, vault.server().caCertificate().toString())
            .set(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION, "true")
            .set(Setting.MAX_RETRIES, "0")
            .set(Setting.ACCESS_TOKEN, token(vault))
            .clock(by);
    settings.forEach(parameter::set);
    store.load(parameter.build());
    return store;
  }

  private String token(OpenedVault vault) {
    token = token == null ? vault.server().accessToken() : token;
    return token;
  }
}
