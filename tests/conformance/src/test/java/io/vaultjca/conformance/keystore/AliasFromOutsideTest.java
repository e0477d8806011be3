package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.Setting;
import io.vaultjca.config.ConfigSource;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.keystore.LastMissedAlias;
import io.vaultjca.keystore.MissedAlias;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.ref.WeakReference;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Aliases are untrusted input: from a host name, a request, a line of a file. */
@Isolated("It measures the heap.")
class AliasFromOutsideTest {
  private static final String HUNDRED =
      """
      {"certificates":[{"name":"c%03d-with-a-name-of-a-usual-length","count":100,\
      "kty":"EC"}]}""";
  private static final String FORGED =
      "x'\nNov 28, 2026 8:00:00 AM INFO: user \u202e\u0007admin approved\r\u2028\u0085'y";
  private static final String SHOWN = "x'?Nov 28, 2026 8:00:00 AM INFO: user ??admin approved???'y";

  @Test
  void anAliasTakesOneLineInTheLog() throws Exception {
    Warnings.listen();
    try (OpenedVault vault = OpenedVault.with(HUNDRED)) {
      KeyStore store = vault.open();
      assertThat(aliases(store)).hasSize(100);
      assertThat(store.getKey(FORGED, null)).isNull();
      assertThat(store.getCertificateChain("z".repeat(1_000_000))).isNull();
      assertThat(Warnings.all().containing(vault.server().uri().toString()))
          .containsExactly(
              "The alias '%s' of %s does not exist: a name is 1 to 127 letters, digits and hyphens"
                  .formatted(SHOWN, vault.server().uri()),
              "The alias '%s…' of %s does not exist: a name is 1 to 127 letters, digits and hyphens"
                  .formatted("z".repeat(160), vault.server().uri()));
    }
  }

  @Test
  void anAliasTakesOneLineInAMessage() throws Exception {
    try (OpenedVault vault = OpenedVault.with(HUNDRED)) {
      KeyStore store = vault.open();
      PrivateKey key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();
      Certificate certificate = store.getCertificate("c001-with-a-name-of-a-usual-length");
      vault.server().counters().reset();
      for (String alias : List.of(FORGED, "z".repeat(1_000_000))) {
        String shown = alias.equals(FORGED) ? SHOWN : "z".repeat(160) + "…";
        String notAName =
            "'%s' cannot be the name of an object in a vault: 1 to 127 letters, digits and hyphens"
                .formatted(shown);
        refused(
            () -> store.setKeyEntry(alias, key, null, new Certificate[] {certificate}), notAName);
        // An entry that cannot exist needs no deletion.
        store.deleteEntry(alias);
        refused(
            () -> store.setKeyEntry(alias, new byte[1], null),
            "A key that is protected already cannot be imported as '%s': set the private key itself"
                .formatted(shown));
        refused(
            () -> store.setCertificateEntry(alias, certificate),
            """
            A vault holds a certificate only together with its key, so '%s' cannot be stored \
            alone: keep trusted certificates in a PKCS12 trust store"""
                .formatted(shown));
      }
      assertThat(vault.server().counters().requests()).isZero();
    }
  }

  private static void refused(ThrowingCallable action, String message) {
    assertThatThrownBy(action).isInstanceOf(KeyStoreException.class).hasMessage(message);
  }

  /** A look-up of an alias. */
  @FunctionalInterface
  private interface LookUp {
    Object of(String alias) throws GeneralSecurityException;
  }

  @Test
  void anAliasThatCannotExistCostsNothing() throws Exception {
    try (OpenedVault vault = OpenedVault.with(HUNDRED)) {
      KeyStore store = vault.open();
      assertThat(aliases(store)).hasSize(100);
      vault.server().counters().reset();
      List<LookUp> lookUps =
          List.of(
              alias -> store.getKey(alias, null),
              store::getCertificate,
              store::getCertificateChain,
              alias -> store.getEntry(alias, null),
              store::containsAlias,
              store::isKeyEntry,
              store::isCertificateEntry,
              store::getCreationDate,
              alias -> store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class));
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      for (LookUp lookUp : lookUps) {
        lookUp.of("w".repeat(1000));
        List<String> longAliases = new ArrayList<>();
        for (char c = 'a'; c < 'f'; c++) {
          longAliases.add(String.valueOf(c).repeat(1_000_000));
        }
        long before = threads.getCurrentThreadCpuTime();
        for (String alias : longAliases) {
          lookUp.of(alias);
        }
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before))
            .isLessThan(Duration.ofMillis(200));
      }
      assertThat(vault.server().counters().requests()).isZero();
    }
  }

  @Test
  void remembersWhyANameFailed() throws Exception {
    try (OpenedVault vault = OpenedVault.with("{}")) {
      KeyStore store = vault.openWithToken(vault.server().accessToken("secrets/get"));
      assertThat(requestsToRefuse(vault, store, "first")).isPositive();
      assertThat(requestsToRefuse(vault, store, "first")).isZero();
    }
  }

  @Test
  @Full
  void remembersTheFailuresOfAThousandNames() throws Exception {
    try (OpenedVault vault = OpenedVault.with("{}")) {
      KeyStore store = vault.openWithToken(vault.server().accessToken("secrets/get"));
      requestsToRefuse(vault, store, "first");
      for (int i = 0; i < 1000; i++) {
        requestsToRefuse(vault, store, "name-" + i);
      }
      assertThat(requestsToRefuse(vault, store, "name-999")).isZero();
      assertThat(requestsToRefuse(vault, store, "first")).isPositive();
    }
  }

  private static long requestsToRefuse(OpenedVault vault, KeyStore store, String alias) {
    long before = vault.server().counters().requests();
    assertThatThrownBy(() -> store.getKey(alias, null)).hasMessageContaining("403 Forbidden");
    return vault.server().counters().requests() - before;
  }

  @Test
  void keepsOnlyTheBeginningOfALongMissedAlias() throws Exception {
    LastMissedAlias missed = new LastMissedAlias();
    VaultConfig config =
        VaultConfig.of(
            List.of(
                ConfigSource.code(
                    Map.of(
                        Setting.URI, "https://a.vault.azure.net", Setting.ACCESS_TOKEN, "token"))),
            Optional.empty(),
            Optional.empty());
    String alias = "y".repeat(1_000_000);
    missed.accept(new MissedAlias(config, alias, Optional.empty()));
    WeakReference<String> whole = new WeakReference<>(alias);
    alias = null;
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (whole.get() != null && System.nanoTime() < deadline) {
      System.gc();
    }
    assertThat(whole.get()).isNull();
    assertThat(missed.take().orElseThrow().newName()).isEqualTo("y".repeat(160) + "…");
  }

  @Test
  void anAliasTakesOneLineInTheLogOfAKeyManager() throws Exception {
    Warnings.listen();
    try (OpenedVault vault = OpenedVault.with(HUNDRED)) {
      Certificate certificate = vault.open().getCertificate("c001-with-a-name-of-a-usual-length");
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      PrivateKey key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();
      store.setKeyEntry(FORGED, key, "right".toCharArray(), new Certificate[] {certificate});
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
      factory.init(store, "wrong".toCharArray());
      X509ExtendedKeyManager keys = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
      assertThat(keys.getPrivateKey(FORGED)).isNull();
      assertThat(Warnings.all().containing("admin approved", "is left out of a handshake"))
          .hasSize(1)
          .allMatch(line -> line.startsWith("The certificate " + SHOWN + " is left out"))
          .allMatch(line -> line.lines().count() == 1);
    }
  }
}
