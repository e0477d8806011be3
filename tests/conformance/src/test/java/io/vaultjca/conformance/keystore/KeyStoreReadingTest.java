package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultjca.Setting;
import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.embedded.Fault;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.handle.SecretHandle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyStoreReadingTest {
  private static final String MIXED =
      """
      {"certificates":[
         {"name":"App-Signing","kty":"RSA","chain":2},
         {"name":"web","kty":"EC","crv":"P-256"},
         {"name":"off","kty":"EC","enabled":false},
         {"name":"old","kty":"EC","validity":"PT-5M"}],
       "keys":[{"name":"bare","kty":"EC","crv":"P-384"}]}
      """;

  private static final String TWO =
      "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"},{\"name\":\"release\",\"kty\":\"EC\"}]}";
  private static final String FIFTY =
      "{\"certificates\":[{\"name\":\"c%02d\",\"count\":50,\"kty\":\"EC\"}]}";
  private static final String TWENTY_WITH_CHAINS =
      "{\"certificates\":[{\"name\":\"app-%02d\",\"count\":20,\"kty\":\"EC\",\"chain\":2}]}";

  @Test
  void listsUsableCertificatesAndNoBareKey() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore store = vault.open();
      assertThat(aliases(store)).containsExactlyInAnyOrder("App-Signing", "web");
      assertThat(store.size()).isEqualTo(2);
    }
  }

  @Test
  void aliasesIgnoreCaseAndHaveTheSpellingOfTheService() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore store = vault.open();
      Certificate certificate = store.getCertificate("APP-signing");
      assertThat(certificate).isNotNull().isEqualTo(store.getCertificate("App-Signing"));
      assertThat(store.getCertificateAlias(certificate)).isEqualTo("App-Signing");
      assertThat(store.containsAlias("aPP-sIGNING")).isTrue();
    }
  }

  @Test
  void aVersionIsAnAliasToo() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore store = vault.open();
      PrivateHandle current = (PrivateHandle) store.getKey("web", null);
      String pinned = "web/" + current.id().version();
      assertThat(store.getKey(pinned, null)).isEqualTo(current);
      assertThat(store.getCertificate(pinned)).isEqualTo(store.getCertificate("web"));
      assertThat(store.containsAlias("web/00000000000000000000000000000000")).isFalse();
    }
  }

  @Test
  void findsAKeyWithoutACertificateOnlyByName() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore store = vault.open();
      assertThat(store.getKey("bare", null)).isInstanceOf(PrivateHandle.class);
      assertThat(store.isKeyEntry("bare")).isTrue();
      assertThat(store.getCertificate("bare")).isNull();
      assertThat(store.getCertificateChain("bare")).isNull();
      assertThatThrownBy(() -> store.getEntry("bare", null))
          .isInstanceOf(KeyStoreException.class)
          .hasMessage(
              """
              The key bare has no certificate, so it is not an entry: use getKey, or give its \
              chain with azure.keyvault.certificate-chain.bare""");
    }
  }

  @Test
  void listsABareKeyWhoseChainIsConfigured(@TempDir Path folder) throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore plain = vault.open();
      Path pem = folder.resolve("web.pem");
      Files.writeString(pem, OpenedVault.pem(plain.getCertificate("web")));
      // The key of a certificate has the certificate's name, and a configured chain replaces the
      // one in the secret. A chain for a bare key makes it an entry.
      KeyStore store = vault.open("azure.keyvault.certificate-chain.web=" + pem);
      assertThat(store.getCertificateChain("web")).containsExactly(plain.getCertificate("web"));
      KeyStore wrong = vault.open("azure.keyvault.certificate-chain.bare=" + pem);
      assertThat(aliases(wrong)).doesNotContain("bare");
      assertThatThrownBy(() -> wrong.getKey("bare", null))
          .isInstanceOf(ProviderException.class)
          .hasMessage(
              "The file %s does not begin with a certificate for the key bare of %s"
                  .formatted(pem, vault.server().uri()));
    }
  }

  @Test
  void aConfiguredChainGivesTheIssuersAndNeverAnOldLeaf(@TempDir Path folder) throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      Certificate[] before = vault.open().getCertificateChain("app-signing");
      Path pem = folder.resolve("chain.pem");
      Files.writeString(
          pem,
          OpenedVault.pem(before[0]) + OpenedVault.pem(before[1]) + OpenedVault.pem(before[2]));
      vault
          .server()
          .seed("{\"certificates\":[{\"name\":\"App-Signing\",\"kty\":\"RSA\",\"chain\":2}]}");
      vault.server().counters().reset();
      KeyStore store = vault.open("azure.keyvault.certificate-chain.app-signing=" + pem);
      assertThat(store.getCertificateChain("App-Signing"))
          .containsExactly(store.getCertificate("App-Signing"), before[1], before[2])
          .doesNotContain(before[0]);
      assertThat(vault.server().counters().requests("secrets/get")).isZero();
    }
  }

  @Test
  void forbiddenNamesAreAnErrorAndNotAnEmptyKeyStore() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore store =
          vault.openWithToken(
              vault.server().accessToken("secrets/get"), "azure.keyvault.aliases=web,App-Signing");
      assertThatThrownBy(store::aliases)
          .isInstanceOf(ProviderException.class)
          .hasMessageContaining("403 Forbidden/ForbiddenByRbac");
    }
  }

  @Test
  void requestsAndLogsARefusedEntryOnce() throws Exception {
    Warnings.listen();
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore store = vault.openWithToken(vault.server().accessToken("certificates/list"));
      assertThat(aliases(store)).hasSize(2);
      for (int i = 0; i < 20; i++) {
        assertThat(store.getCertificate("web")).isNull();
      }
      assertThat(vault.server().counters().requests("certificates/get")).isEqualTo(1);
      leftOut(vault, "web", "403 Forbidden/ForbiddenByRbac");
    }
  }

  @Test
  void anEntryIsAPrivateKeyOrASecretKeyButNeverBoth() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore store = vault.open();
      assertThat(store.isKeyEntry("web")).isTrue();
      assertThat(store.isCertificateEntry("web")).isFalse();
      assertThat(store.entryInstanceOf("web", KeyStore.PrivateKeyEntry.class)).isTrue();
      assertThat(store.entryInstanceOf("web", KeyStore.SecretKeyEntry.class)).isFalse();
      assertThat(store.entryInstanceOf("web", KeyStore.TrustedCertificateEntry.class)).isFalse();
      assertThat(store.isKeyEntry("nobody")).isFalse();
      assertThat(store.isCertificateEntry("nobody")).isFalse();
      KeyStore.PrivateKeyEntry entry = (KeyStore.PrivateKeyEntry) store.getEntry("web", null);
      assertThat(entry.getCertificate()).isEqualTo(store.getCertificate("web"));
      assertThat(store.getEntry("nobody", null)).isNull();
    }
  }

  @Test
  void theWholeChainComesInOrderAndVerifies() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore store = vault.open();
      List<Certificate> chain = List.of(store.getCertificateChain("app-signing"));
      assertThat(chain).hasSize(3);
      X509Certificate root = (X509Certificate) chain.get(2);
      assertThat(root).isEqualTo(vault.server().seedRoot());
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
      parameters.setRevocationEnabled(false);
      assertThatCode(
              () ->
                  CertPathValidator.getInstance("PKIX")
                      .validate(
                          CertificateFactory.getInstance("X.509")
                              .generateCertPath(chain.subList(0, 2)),
                          parameters))
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkcs12", "pem"})
  void readsTheChainOfEveryContentTypeWithAndWithoutAPrivateKey(String contentType)
      throws Exception {
    for (boolean exportable : new boolean[] {true, false}) {
      String seed =
          String.format(
              Locale.ROOT,
              """
              {"certificates":[{"name":"c","kty":"EC","chain":2,"exportable":%s,\
              "contentType":"%s"}]}""",
              exportable,
              contentType);
      try (OpenedVault vault = OpenedVault.with(seed)) {
        assertThat(vault.open().getCertificateChain("c")).hasSize(3);
      }
    }
  }

  @Test
  void aSelfSignedCertificateNeedsNoSecret() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      assertThat(vault.open().getCertificateChain("web")).hasSize(1);
      assertThat(vault.server().counters().requests("secrets/get")).isZero();
    }
  }

  @Test
  void readsNoSecretIfConfigured() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore store = vault.open("azure.keyvault.chain-from-secret=false");
      assertThat(store.getCertificateChain("App-Signing"))
          .containsExactly(store.getCertificate("App-Signing"));
      assertThat(vault.server().counters().requests("secrets/get")).isZero();
    }
  }

  @Test
  void returnsOnlyTheCertificateIfTheSecretIsForbidden() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore store =
          vault.openWithToken(
              vault.server().accessToken("certificates/list", "certificates/get", "keys/sign"));
      assertThat(store.getCertificateChain("App-Signing"))
          .containsExactly(store.getCertificate("App-Signing"));
    }
  }

  @Test
  void returnsOnlyTheKeyIfCertificatesAreForbidden() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore store = vault.openWithToken(vault.server().accessToken("keys/get", "keys/sign"));
      assertThat(store.getKey("web", null)).isInstanceOf(PrivateHandle.class);
      assertThatThrownBy(store::aliases)
          .isInstanceOf(ProviderException.class)
          .hasMessageStartingWith(
              """
              Listing the certificates of %s failed: the Key Vault answered 403 \
              Forbidden/ForbiddenByRbac"""
                  .formatted(vault.server().uri()))
          .hasMessageEndingWith(
              """
              The caller lacks the permission: grant it with the role Key Vault Certificate User \
              or an access policy, and check the vault's firewall.""");
    }
  }

  @Test
  void aDisabledCertificateIsNotListedButFoundByName() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore store = vault.open();
      assertThat(aliases(store)).doesNotContain("off");
      assertThat(store.getKey("off", null)).isInstanceOf(PrivateKey.class);
    }
  }

  @ParameterizedTest
  @MethodSource("unusableAnswers")
  void oneBadEntryHarmsNoOther(UnaryOperator<String> answer) throws Exception {
    Warnings.listen();
    try (OpenedVault vault = OpenedVault.with(FIFTY)) {
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock);
      List<String> aliases = aliases(store);
      assertThat(aliases).hasSize(50);
      vault.rewrite("certificates/get", "certificates/c07", answer);
      // The caller reads it, before anything is read ahead.
      assertThat(store.getKey("c07", null)).isNull();
      for (int walk = 0; walk < 3; walk++) {
        for (String alias : aliases) {
          assertThat(store.isKeyEntry(alias)).isEqualTo(!alias.equals("c07"));
          assertThat(store.containsAlias(alias)).isEqualTo(!alias.equals("c07"));
          assertThat(store.getKey(alias, null) == null).isEqualTo(alias.equals("c07"));
          assertThat(store.getCertificate(alias) == null).isEqualTo(alias.equals("c07"));
          assertThat(store.getCertificateChain(alias) == null).isEqualTo(alias.equals("c07"));
        }
      }
      assertThat(vault.server().counters().requests("certificates/get")).isEqualTo(50);
      leftOut(vault, "c07", "it is not what the service promises");
      // The JDK's key manager reads everything in init.
      KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(store, null);
      X509ExtendedKeyManager keys = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
      assertThat(keys.getServerAliases("EC", null)).hasSize(49).doesNotContain("c07");

      vault.server().faults().clear();
      clock.advance(Duration.ofSeconds(31));
      assertThat(store.getCertificate("c07")).isNotNull();
    }
  }

  static List<UnaryOperator<String>> unusableAnswers() {
    return List.of(
        body -> "<html>",
        body -> "",
        body -> "[]",
        body -> body.replaceFirst("\"enabled\":true", "\"enabled\":\"yes\""),
        body -> body.replaceFirst("\"cer\":\"[^\"]*\"", "\"cer\":[]"));
  }

  @Test
  void oneBadChainHarmsNoOther() throws Exception {
    Warnings.listen();
    try (OpenedVault vault = OpenedVault.with(TWENTY_WITH_CHAINS)) {
      vault.rewrite("secrets/get", "secrets/app-07", body -> "<html>");
      SettableClock clock = new SettableClock();
      KeyStore store = vault.open(clock);
      for (int walk = 0; walk < 2; walk++) {
        for (String alias : aliases(store)) {
          boolean bad = alias.equals("app-07");
          assertThat(store.getCertificateChain(alias) == null).isEqualTo(bad);
          assertThat(store.getEntry(alias, null) == null).isEqualTo(bad);
        }
      }
      assertThat(vault.server().counters().requests("secrets/get")).isEqualTo(20);
      leftOut(vault, "app-07", "it is not what the service promises");
      KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(store, null);
      X509ExtendedKeyManager keys = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
      assertThat(keys.getServerAliases("EC", null)).hasSize(19).doesNotContain("app-07");

      vault.server().faults().clear();
      clock.advance(Duration.ofSeconds(31));
      assertThat(store.getCertificateChain("app-07")).hasSize(3);
    }
  }

  @Test
  void requestsABadListAgainAtOnce() throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      vault.server().faults().inject("certificates/list", 1, Fault.garbage());
      vault.server().faults().inject("certificates/get", 1, Fault.garbage());
      for (String names : List.of("", "azure.keyvault.aliases=web")) {
        KeyStore store = vault.open(names);
        assertThatThrownBy(store::aliases).isInstanceOf(ProviderException.class);
        assertThat(aliases(store)).contains("web");
      }
    }
  }

  @Test
  void anOutageDoesNotMakeAListedEntryDisappear() throws Exception {
    try (OpenedVault vault = OpenedVault.with(FIFTY)) {
      KeyStore store = vault.open("azure.keyvault.max-retries=0");
      assertThat(aliases(store)).hasSize(50);
      for (Fault outage :
          List.of(
              Fault.serverError(),
              Fault.unavailable(),
              Fault.reset(),
              Fault.body(502, "<html>"),
              Fault.oversized(503, 5 << 20, true))) {
        vault.server().faults().inject("certificates/get", outage);
        assertThatThrownBy(() -> store.getKey("c07", null)).isInstanceOf(ProviderException.class);
        assertThatThrownBy(() -> store.getCertificate("c07")).isInstanceOf(ProviderException.class);
        vault.server().faults().clear();
      }
      assertThat(store.getCertificate("c07")).isNotNull();
    }
  }

  @Test
  void failedEntriesDoNotEndTheReadAhead() throws Exception {
    try (OpenedVault vault = OpenedVault.with(FIFTY)) {
      KeyStore store = vault.open("azure.keyvault.max-retries=0");
      assertThat(aliases(store)).hasSize(50);
      // The first requested entry, and some that are read ahead.
      vault.server().faults().inject("certificates/get", 5, Fault.serverError());
      assertThatThrownBy(() -> store.getCertificate("c01")).isInstanceOf(ProviderException.class);
      Throwable failure = catchThrowable(() -> store.getCertificate("c02"));
      assertThat(failure == null || failure instanceof ProviderException).isTrue();
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (vault.server().counters().requests("certificates/get") < 50
          && System.nanoTime() < deadline) {
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(vault.server().counters().requests("certificates/get")).isBetween(50L, 52L);
    }
  }

  @Test
  void anOutageEndsTheReadAhead() throws Exception {
    try (OpenedVault vault =
        OpenedVault.with(
            "{\"certificates\":[{\"name\":\"c%03d\",\"count\":500,\"kty\":\"EC\"}]}")) {
      KeyStore store = vault.open("azure.keyvault.max-retries=0");
      assertThat(aliases(store)).hasSize(500);
      vault.server().faults().inject("certificates/get", Fault.unavailable());
      for (String alias : List.of("c001", "c002")) {
        assertThatThrownBy(() -> store.getCertificate(alias)).isInstanceOf(ProviderException.class);
      }
      untilNothingIsSent(vault);
      assertThat(vault.server().counters().requests("certificates/get")).isBetween(16L, 50L);
    }
  }

  /** Waits for two seconds without a request. */
  private static void untilNothingIsSent(OpenedVault vault) {
    long requests = -1;
    long since = 0;
    while (requests != vault.server().counters().requests()
        || System.nanoTime() - since < Duration.ofSeconds(2).toNanos()) {
      if (requests != vault.server().counters().requests()) {
        requests = vault.server().counters().requests();
        since = System.nanoTime();
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void leavesOutUnusableEntriesAndLogsTheReasonOnce() throws Exception {
    Warnings.listen();
    try (OpenedVault vault =
        OpenedVault.with(
            """
            {"certificates":[
               {"name":"good-%d","count":3,"kty":"EC"},
               {"name":"off","kty":"EC","enabled":false},
               {"name":"old","kty":"EC","validity":"PT-5M"},
               {"name":"early","kty":"EC"},
               {"name":"broken","kty":"EC"}]}
            """)) {
      vault
          .server()
          .faults()
          .inject(
              "certificates/list",
              Fault.rewritten(
                  body ->
                      body.replaceFirst("(/certificates/early\".*?\"nbf\":)\\d+", "$14070908800")));
      vault.rewrite(
          "certificates/get",
          "certificates/broken",
          body -> body.replaceFirst("\"cer\":\"[^\"]{20}", "\"cer\":\"AAAA"));
      KeyStore store = vault.open();
      List<String> unread = aliases(store);
      assertThat(unread).containsExactlyInAnyOrder("good-1", "good-2", "good-3", "broken");
      for (int walk = 0; walk < 3; walk++) {
        for (String alias : unread) {
          assertThat(store.getCertificateChain(alias) == null).isEqualTo(alias.equals("broken"));
          assertThat(store.getKey(alias, null) == null).isEqualTo(alias.equals("broken"));
        }
        assertThat(aliases(store)).containsExactlyInAnyOrder("good-1", "good-2", "good-3");
      }
      leftOut(vault, "off", "it is disabled");
      leftOut(vault, "old", "it expired at 20");
      leftOut(vault, "early", "it is not valid before 2099-01-01T00:00:00Z");
      leftOut(vault, "broken", "cannot be used: Could not parse certificate");
    }
  }

  private static void leftOut(OpenedVault vault, String alias, String reason) {
    assertThat(Warnings.all().containing("The alias '" + alias + "' of " + vault.server().uri()))
        .singleElement()
        .asString()
        .contains("is left out", reason);
  }

  @Test
  void leavesAPendingCertificateOutOfANamedList() throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      answersForRelease(vault, body -> body.replaceFirst("\"cer\":\"[^\"]*\",?", ""));
      KeyStore store = vault.open("azure.keyvault.aliases=release,web");
      assertThat(aliases(store)).containsExactly("web");
      assertThat(chosenAlias(store)).isNotNull();
      assertThatThrownBy(() -> store.getCertificate("release"))
          .isInstanceOf(ProviderException.class)
          .hasMessage(
              """
              Reading the certificate %s/certificates/release failed: the answer could not be \
              used: it holds no certificate."""
                  .formatted(vault.server().uri()));
    }
  }

  @Test
  void oneBadNamedEntryHarmsNoOther() throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      SettableClock clock = new SettableClock();
      answersForRelease(vault, body -> "<html>");
      KeyStore store = vault.open(clock, Map.of(Setting.ALIASES, "release,web"));
      assertThat(aliases(store)).containsExactlyInAnyOrder("release", "web");
      assertThat(store.getCertificate("web")).isNotNull();
      assertThat(store.getCertificate("release")).isNull();
      vault.server().faults().clear();
      clock.advance(Duration.ofSeconds(31));
      assertThat(store.getCertificate("release")).isNotNull();
    }
  }

  @Test
  void namedEntriesThatAllFailAreAnError() throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      vault.server().faults().inject("certificates/get", Fault.garbage());
      KeyStore store = vault.open("azure.keyvault.aliases=release,web");
      assertThatThrownBy(store::aliases)
          .isInstanceOf(ProviderException.class)
          .hasMessageContaining("it is not what the service promises");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "azure.keyvault.aliases=release,web"})
  void aKeyManagerServesTheOtherCertificatesWhileOneCannotBeRead(String aliases) throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      answersForRelease(vault, body -> "<html>");
      KeyStore store = vault.open(aliases);
      assertThat(chosenAlias(store)).contains("web");
    }
  }

  private static void answersForRelease(OpenedVault vault, UnaryOperator<String> answer) {
    vault.rewrite("certificates/get", "certificates/release", answer);
  }

  private static String chosenAlias(KeyStore store) throws Exception {
    KeyManagerFactory factory = KeyManagerFactory.getInstance("AzureKeyVault", store.getProvider());
    factory.init(store, null);
    return ((X509ExtendedKeyManager) factory.getKeyManagers()[0])
        .chooseEngineServerAlias("EC", null, null);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 26})
  void listsVaultsOfEverySize(int count) throws Exception {
    String seed =
        count == 0
            ? "{}"
            : "{\"certificates\":[{\"name\":\"c%04d\",\"count\":" + count + ",\"kty\":\"EC\"}]}";
    try (OpenedVault vault = OpenedVault.with(seed)) {
      KeyStore store = vault.open();
      assertThat(aliases(store)).hasSize(count);
      long pages = Math.max(1, (count + 24) / 25);
      assertThat(vault.server().counters().requests()).isLessThanOrEqualTo(pages + 3);
    }
  }

  @Test
  void followsShortAndEmptyPages() throws Exception {
    try (OpenedVault vault =
        OpenedVault.with("{\"certificates\":[{\"name\":\"c%04d\",\"count\":30,\"kty\":\"EC\"}]}")) {
      vault.server().faults().pageSizes(1, 0, 0, 5);
      assertThat(aliases(vault.open())).hasSize(30).doesNotHaveDuplicates();
    }
  }

  @Test
  void narrowsTheViewToNamesAndGlobs() throws Exception {
    try (OpenedVault vault =
        OpenedVault.with(
            """
            {"certificates":[{"name":"web-%02d","count":3,"kty":"EC"},\
            {"name":"Mail","kty":"EC"},{"name":"other","kty":"EC"}]}""")) {
      KeyStore globs = vault.open("azure.keyvault.aliases=WEB-*,mail");
      assertThat(aliases(globs)).containsExactlyInAnyOrder("web-01", "web-02", "web-03", "Mail");
      assertThat(globs.containsAlias("other")).isFalse();
      vault.server().counters().reset();
      KeyStore names = vault.open("azure.keyvault.aliases=mail, web-02,nobody");
      assertThat(aliases(names)).containsExactlyInAnyOrder("Mail", "web-02");
      assertThat(vault.server().counters().requests("certificates/list")).isZero();
    }
  }

  @Test
  void walkingAllReadsAheadSixteenAtATime() throws Exception {
    try (OpenedVault vault =
        OpenedVault.with(
            "{\"certificates\":[{\"name\":\"c%03d\",\"count\":100,\"kty\":\"EC\"}]}")) {
      vault.server().faults().inject("certificates/get", Fault.delay(Duration.ofMillis(300)));
      KeyStore store = vault.open();
      for (String alias : aliases(store)) {
        assertThat(store.getCertificate(alias)).isNotNull();
      }
      assertThat(vault.server().counters().mostInFlight()).isBetween(12, 17);
      assertThat(vault.server().counters().requests("certificates/get")).isEqualTo(100);
      assertThat(vault.server().counters().requests()).isLessThanOrEqualTo(105);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "azure.keyvault.aliases=app-*"})
  void readsNoSecretForAChainThatIsNotRequested(String aliases) throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWENTY_WITH_CHAINS)) {
      vault.server().faults().inject("secrets/get", Fault.delay(Duration.ofMillis(50)));
      KeyStore store = vault.open(aliases);
      assertThat(aliases(store)).hasSize(20);
      for (String asked : List.of("app-01", "app-07", "app-20")) {
        assertThat(store.getCertificateChain(asked)).hasSize(3);
      }
      assertThat(vault.server().counters().requests("secrets/get")).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void walkingTheChainsReadsTheRestAheadAtOnce(boolean named) throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWENTY_WITH_CHAINS)) {
      String names =
          IntStream.rangeClosed(1, 20)
              .mapToObj(number -> String.format(Locale.ROOT, "APP-%02d", number))
              .collect(Collectors.joining(","));
      KeyStore store = vault.open(named ? "azure.keyvault.aliases=" + names : "");
      List<String> aliases = aliases(store);
      for (String alias : aliases) {
        assertThat(store.getCertificate(alias)).isNotNull();
      }
      vault.server().counters().reset();
      vault.server().faults().inject("secrets/get", Fault.delay(Duration.ofMillis(200)));
      for (String alias : aliases) {
        assertThat(store.getCertificateChain(alias)).hasSize(3);
      }
      assertThat(vault.server().counters().mostInFlight()).isBetween(8, 17);
      assertThat(vault.server().counters().requests("secrets/get")).isEqualTo(20);
    }
  }

  @Full
  @Test
  void walkingAllChainsTakesOneMoreRequestAnEntry() throws Exception {
    try (OpenedVault vault =
        OpenedVault.with(
            "{\"certificates\":[{\"name\":\"c%03d\",\"count\":60,\"kty\":\"EC\",\"chain\":2}]}")) {
      vault.server().faults().inject("*", Fault.delay(Duration.ofMillis(100)));
      KeyStore store = vault.open();
      for (String alias : aliases(store)) {
        assertThat(store.getKey(alias, null)).isNotNull();
        assertThat(store.getCertificateChain(alias)).hasSize(3);
      }
      assertThat(vault.server().counters().mostInFlight()).isBetween(8, 17);
      assertThat(vault.server().counters().requests("certificates/get")).isEqualTo(60);
      assertThat(vault.server().counters().requests("secrets/get")).isEqualTo(60);
      // Three pages, one challenge for the certificates and one for the secrets.
      assertThat(vault.server().counters().requests()).isLessThanOrEqualTo(120 + 3 + 3);
    }
  }

  @Test
  void answersFromMemoryAfterTheFirstRead() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore store = vault.open();
      for (int walk = 0; walk < 3; walk++) {
        for (String alias : aliases(store)) {
          store.isKeyEntry(alias);
          store.getKey(alias, null);
          store.getCertificateChain(alias);
          store.getCreationDate(alias);
        }
        if (walk == 0) {
          vault.server().counters().reset();
        }
      }
      assertThat(vault.server().counters().requests()).isZero();
    }
  }

  @Test
  void loadingSendsNothing() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      vault.open();
      assertThat(vault.server().counters().requests()).isZero();
      assertThat(vault.server().counters().connections()).isZero();
    }
  }

  @Test
  void returnsTheCreationDate() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      KeyStore store = vault.open();
      assertThat(store.getCreationDate("web").toInstant())
          .isBetween(
              java.time.Instant.now().minusSeconds(120), java.time.Instant.now().plusSeconds(5));
      assertThat(store.getCreationDate("nobody")).isNull();
    }
  }

  @Test
  void refusesAFileOfAnotherKind() throws Exception {
    KeyStore pkcs12 = KeyStore.getInstance("PKCS12");
    pkcs12.load(null, null);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    pkcs12.store(bytes, "changeit".toCharArray());
    KeyStore store =
        KeyStore.getInstance("AzureKeyVault", new io.vaultjca.provider.AzureKeyVaultProvider());
    assertThatThrownBy(() -> store.load(new ByteArrayInputStream(bytes.toByteArray()), null))
        .isInstanceOf(IOException.class)
        .hasMessage(
            """
            This is not a key store file of the type AzureKeyVault: it should be a small \
            properties file, in UTF-8, with azure.keyvault.uri=https://NAME.vault.azure.net""");
  }

  @Test
  void storingWithoutAChangeWritesTheLoadedFileBackByteForByte() throws Exception {
    try (OpenedVault vault = OpenedVault.with(MIXED)) {
      byte[] file =
          vault.file(
              vault.server().accessToken(), "# Straße \u20ac", "", "azure.keyvault.aliases=web");
      KeyStore store =
          KeyStore.getInstance("AzureKeyVault", new io.vaultjca.provider.AzureKeyVaultProvider());
      store.load(new ByteArrayInputStream(file), null);
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      store.store(written, null);
      assertThat(written.toByteArray()).isEqualTo(file);
      assertThat(vault.server().counters().requests()).isZero();
    }
  }

  @Test
  void aManagedHsmShowsItsSecretKeys() throws Exception {
    try (OpenedVault vault =
        OpenedVault.managedHsm(
            """
            {"keys":[{"name":"data","kty":"oct-HSM","size":256},\
            {"name":"sign","kty":"EC-HSM"}]}""")) {
      KeyStore store = vault.open();
      assertThat(aliases(store)).containsExactly("data");
      assertThat(store.getKey("data", null)).isInstanceOf(SecretHandle.class);
      assertThat(store.entryInstanceOf("data", KeyStore.SecretKeyEntry.class)).isTrue();
      assertThat(store.entryInstanceOf("data", KeyStore.PrivateKeyEntry.class)).isFalse();
      assertThat(store.getEntry("data", null)).isInstanceOf(KeyStore.SecretKeyEntry.class);
      assertThat(store.getKey("sign", null)).isInstanceOf(PrivateHandle.class);
    }
  }
}
