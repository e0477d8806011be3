package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultjca.embedded.Fault;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.keystore.AzureKeyVaultKeyStore;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.keystore.LastMissedAlias;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("JavaUtilDate") // BouncyCastle's certificate builder takes Dates.
class KeyStoreWritingTest {
  private static final int RSA_KEYS = 4;
  private static final Map<Integer, KeyPair> MADE_RSA_KEYS = new ConcurrentHashMap<>();
  private static final ThreadLocal<Integer> NEXT_RSA_KEY = ThreadLocal.withInitial(() -> 0);
  private static final String ONE = "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}";

  @Test
  void importsACertificateWithItsKeyAtStoreAndNotBefore() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyPair pair = rsa();
      X509Certificate certificate = selfSigned(pair, "CN=imported");
      KeyStore store = vault.open();
      store.setKeyEntry("Imported", pair.getPrivate(), null, new Certificate[] {certificate});
      assertThat(vault.server().counters().requests()).isZero();
      assertThat(store.getKey("imported", null)).isEqualTo(pair.getPrivate());
      assertThat(store.getCertificate("imported")).isEqualTo(certificate);
      assertThat(aliases(store)).containsExactlyInAnyOrder("web", "Imported");
      store.store(new ByteArrayOutputStream(), null);
      assertThat(store.getKey("imported", null)).isInstanceOf(PrivateHandle.class);
      KeyStore fresh = vault.open();
      assertThat(aliases(fresh)).containsExactlyInAnyOrder("web", "Imported");
      assertThat(fresh.getCertificate("imported")).isEqualTo(certificate);
      assertThat(fresh.getKey("imported", null).getEncoded()).isNull();
      // The vault does not export the key either.
      assertThat(vault.service().get("certificates/imported")).contains("\"exportable\":false");
      assertThat(vault.service().get("secrets/imported"))
          .contains("BEGIN CERTIFICATE")
          .doesNotContain("PRIVATE KEY");
    }
  }

  @Test
  void aFrameworksCopyWithoutStoreWritesNothing() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore from = KeyStore.getInstance("PKCS12");
      from.load(null, null);
      KeyPair pair = rsa();
      from.setKeyEntry(
          "copied",
          pair.getPrivate(),
          "pw".toCharArray(),
          new Certificate[] {selfSigned(pair, "CN=copied")});
      KeyStore to = vault.open();
      to.setEntry(
          "copied",
          from.getEntry("copied", new KeyStore.PasswordProtection("pw".toCharArray())),
          new KeyStore.PasswordProtection("pw".toCharArray()));
      assertThat(to.getKey("copied", null)).isEqualTo(pair.getPrivate());
      assertThat(vault.server().counters().requests()).isZero();
    }
  }

  @Test
  void deletesAtStoreAndNotBefore() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open();
      store.deleteEntry("WEB");
      assertThat(store.containsAlias("web")).isFalse();
      assertThat(store.size()).isZero();
      assertThat(vault.server().counters().requests("certificates/delete")).isZero();
      store.store(null, null);
      assertThat(vault.server().counters().requests("certificates/delete")).isEqualTo(1);
      assertThat(store.containsAlias("web")).isFalse();
      assertThat(aliases(vault.open())).isEmpty();
    }
  }

  @Test
  void deletesAListedCertificateThatMayNotBeRead() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store =
          vault.openWithToken(
              vault.server().accessToken("certificates/list", "certificates/delete"));
      assertThat(aliases(store)).containsExactly("web");
      assertThat(store.getKey("web", null)).isNull();
      store.deleteEntry("Web");
      assertThat(store.containsAlias("web")).isFalse();
      store.store(null, null);
      assertThat(vault.server().counters().requests("certificates/delete")).isEqualTo(1);
      assertThat(aliases(vault.open())).isEmpty();
    }
  }

  @Test
  void doesNotDeleteAnUnreadableEntry() throws Exception {
    try (OpenedVault vault =
        OpenedVault.with(
            """
            {"certificates":[{"name":"web","kty":"EC"},\
            {"name":"release","kty":"EC"}]}""")) {
      vault.rewrite("certificates/get", "certificates/web", body -> "<html>");
      KeyStore store = vault.open("azure.keyvault.aliases=release,web");
      assertThat(aliases(store)).containsExactlyInAnyOrder("release", "web");
      assertThatThrownBy(() -> store.deleteEntry("web"))
          .isExactlyInstanceOf(KeyStoreException.class)
          .hasMessageStartingWith(
              """
              'web' cannot be deleted: whether it is a certificate or a key could not be read. \
              Reading the certificate %s/certificates/web failed: the answer could not be used"""
                  .formatted(vault.server().uri()));
    }
  }

  @Test
  void explainsWhyTheKeyOfACertificateIsNotDeletedAlone() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      // Without the permission for certificates the name refers to a key.
      KeyStore store = vault.openWithToken(vault.server().accessToken("keys/get", "keys/delete"));
      store.deleteEntry("web");
      assertThatThrownBy(() -> store.store(null, null))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("Deleting the key web in " + vault.server().uri() + " failed: ")
          .hasMessageContaining("managed by a certificate");
      assertThat(aliases(vault.open())).containsExactly("web");
    }
  }

  @Test
  void theJcaRefusesAPrivateKeyWithoutAChain() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open();
      PrivateKey key = rsa().getPrivate();
      assertThatThrownBy(() -> store.setKeyEntry("bare", key, null, null))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessage("Private key must be accompanied by certificate chain");
    }
  }

  @Test
  void mergesANewChainForAKeyOfTheVault() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open();
      PrivateHandle key = (PrivateHandle) store.getKey("web", null);
      KeyPair ca = rsa();
      X509Certificate root = selfSigned(ca, "CN=root");
      X509Certificate leaf = issue(ca, "CN=root", key.publicKey(), "CN=web.example");
      store.setKeyEntry("web", key, null, new Certificate[] {leaf, root});
      assertThat(store.getCertificate("web")).isEqualTo(leaf);
      store.store(new ByteArrayOutputStream(), null);
      KeyStore fresh = vault.open();
      assertThat(fresh.getCertificateChain("web")).containsExactly(leaf, root);
      PrivateHandle renewed = (PrivateHandle) fresh.getKey("web", null);
      assertThat(renewed.publicKey().getEncoded()).isEqualTo(key.publicKey().getEncoded());
    }
  }

  @Test
  void mergesOtherIssuersOfTheSameCertificate() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyPair ca = rsa();
      X509Certificate leaf = leafAlone(vault, ca);
      X509Certificate root = selfSigned(ca, "CN=root");
      KeyStore store = vault.open();
      Key key = store.getKey("web", null);
      assertThat(store.getCertificateChain("web")).containsExactly(leaf);
      store.setKeyEntry("web", key, null, new Certificate[] {leaf, root});
      assertThat(store.getCertificateChain("web")).containsExactly(leaf, root);
      store.store(new ByteArrayOutputStream(), null);
      assertThat(vault.server().counters().requests("certificates/merge")).isEqualTo(2);
      assertThat(store.getCertificateChain("web")).containsExactly(leaf, root);
      assertThat(vault.open().getCertificateChain("web")).containsExactly(leaf, root);
    }
  }

  @Test
  void settingTheVaultsChainMergesNothingAndUndoesAChange() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyPair ca = rsa();
      X509Certificate leaf = leafAlone(vault, ca);
      KeyStore store = vault.open();
      Key key = store.getKey("web", null);
      Certificate[] another = {leaf, selfSigned(ca, "CN=root")};
      store.setKeyEntry("web", key, null, another);
      store.setKeyEntry("web", key, null, new Certificate[] {leaf});
      assertThat(store.getCertificateChain("web")).containsExactly(leaf);
      store.deleteEntry("web");
      store.setKeyEntry("web", key, null, new Certificate[] {leaf});
      assertThat(aliases(store)).containsExactly("web");
      store.store(null, null);
      assertThat(vault.server().counters().requests("certificates/merge")).isEqualTo(1);
      assertThat(vault.server().counters().requests("certificates/delete")).isZero();
    }
  }

  @Test
  void refusesOtherIssuersThatWouldNotAppear(@TempDir Path folder) throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyPair ca = rsa();
      X509Certificate leaf = leafAlone(vault, ca);
      Path pem = Files.createFile(folder.resolve("web.pem"));
      String token = vault.server().accessToken("certificates/*", "keys/*");
      Map<KeyStore, String> whys =
          Map.of(
              vault.open("azure.keyvault.certificate-chain.web=" + pem),
              """
              its issuers are those of %s: change this file, which \
              azure.keyvault.certificate-chain.web names"""
                  .formatted(pem),
              vault.open("azure.keyvault.chain-from-secret=false"),
              """
              with azure.keyvault.chain-from-secret=false no issuers are read from the vault: give \
              them with azure.keyvault.certificate-chain.web""",
              vault.openWithToken(token),
              """
              whether it also has these issuers cannot be seen without the permission secrets/get: \
              grant it, or give them with azure.keyvault.certificate-chain.web""");
      Certificate[] chain = {leaf, selfSigned(ca, "CN=root")};
      for (Map.Entry<KeyStore, String> why : whys.entrySet()) {
        KeyStore store = why.getKey();
        Key key = store.getKey("web", null);
        assertThatThrownBy(() -> store.setKeyEntry("web", key, null, chain))
            .isExactlyInstanceOf(KeyStoreException.class)
            .hasMessage(
                """
                The chain of 'web' cannot be changed in the vault: it has this certificate \
                already, and %s"""
                    .formatted(why.getValue()));
        store.store(null, null);
      }
      assertThat(vault.server().counters().requests("certificates/merge")).isEqualTo(1);
    }
  }

  /** Merges a certificate of the CA without its issuer. */
  private static X509Certificate leafAlone(OpenedVault vault, KeyPair ca) throws Exception {
    KeyStore store = vault.open();
    PrivateHandle key = (PrivateHandle) store.getKey("web", null);
    X509Certificate leaf = issue(ca, "CN=root", key.publicKey(), "CN=web.example");
    store.setKeyEntry("web", key, null, new Certificate[] {leaf});
    store.store(null, null);
    return leaf;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesAChainForABareKeyAndNamesTheSetting(boolean managedHsm, @TempDir Path folder)
      throws Exception {
    String kty = managedHsm ? "EC-HSM" : "EC";
    String seed = "{\"keys\":[{\"name\":\"Bare\",\"kty\":\"" + kty + "\"}]}";
    try (OpenedVault vault = managedHsm ? OpenedVault.managedHsm(seed) : OpenedVault.with(seed)) {
      KeyStore store = vault.open();
      PrivateHandle key = (PrivateHandle) store.getKey("bare", null);
      KeyPair ca = rsa();
      X509Certificate root = selfSigned(ca, "CN=root");
      X509Certificate leaf = issue(ca, "CN=root", key.publicKey(), "CN=bare");
      Certificate[] chain = {leaf, root};
      String why =
          managedHsm
              ? "A Managed HSM holds no certificates: the chain of 'Bare' cannot be stored in it. "
              : """
                  'Bare' is a key without a certificate, and an existing key cannot get one: its \
                  chain cannot be stored in it.\s""";
      assertThatThrownBy(() -> store.setKeyEntry("Bare", key, null, chain))
          .isExactlyInstanceOf(KeyStoreException.class)
          .hasMessage(
              "%sGive it as a PEM file, leaf first, with azure.keyvault.certificate-chain.bare"
                  .formatted(why));
      Path pem = folder.resolve("bare.pem");
      Files.writeString(pem, OpenedVault.pem(leaf) + OpenedVault.pem(root));
      KeyStore listed = vault.open("azure.keyvault.certificate-chain.bare=" + pem);
      assertThat(listed.getCertificateChain("bare")).containsExactly(leaf, root);
      assertThatThrownBy(() -> listed.setKeyEntry("Bare", key, null, new Certificate[] {leaf}))
          .isExactlyInstanceOf(KeyStoreException.class)
          .hasMessage(
              "%sReplace the file %s, which azure.keyvault.certificate-chain.bare names"
                  .formatted(why, pem));
      // The chain that it already has needs no writing.
      listed.setKeyEntry("Bare", key, null, chain);
      listed.store(null, null);
      store.store(null, null);
    }
  }

  @Test
  void aKeyOfTheVaultCanBeNeitherRenamedNorGivenAForeignCertificate() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open();
      Key key = store.getKey("web", null);
      Certificate[] chain = store.getCertificateChain("web");
      assertThatThrownBy(() -> store.setKeyEntry("other", key, null, chain))
          .isInstanceOf(KeyStoreException.class)
          .hasMessage(
              """
              The key %s cannot be stored as 'other': a key in a vault can be neither renamed nor \
              copied. Create a new key under the new name, or restore a backup into another vault"""
                  .formatted(key));
      Certificate foreign = selfSigned(rsa(), "CN=foreign");
      assertThatThrownBy(() -> store.setKeyEntry("web", key, null, new Certificate[] {foreign}))
          .isInstanceOf(KeyStoreException.class)
          .hasMessage("The first certificate of the chain for 'web' is not for the key " + key);
    }
  }

  @Test
  void neitherWritesNorCreatesAHiddenEntry() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      String hidden =
          """
          'Web' is hidden by azure.keyvault.aliases, so an object with this name in the vault is \
          not changed unseen: make the setting show the name, or use another one""";
      KeyPair pair = rsa();
      Certificate[] chain = {selfSigned(pair, "CN=web")};
      KeyStore store = vault.open("azure.keyvault.aliases=app-*");
      assertThatThrownBy(() -> store.setKeyEntry("Web", pair.getPrivate(), null, chain))
          .isInstanceOf(KeyStoreException.class)
          .hasMessage(hidden);
      assertThatThrownBy(() -> store.deleteEntry("Web"))
          .isInstanceOf(KeyStoreException.class)
          .hasMessage(hidden);

      // As keytool -genkeypair does, without registering generators for the whole JVM.
      LastMissedAlias missed = new LastMissedAlias();
      ConfiguredVault configured = new ConfiguredVault(Optional::empty);
      AzureKeyVaultKeyStore asked = new AzureKeyVaultKeyStore(configured, missed);
      KeyPairGeneratorSpi generator = KeytoolGeneratorTest.generator("EC", configured, missed);
      asked.engineLoad(
          new ByteArrayInputStream(
              vault.file(vault.server().accessToken(), "azure.keyvault.aliases=app-*")),
          null);
      assertThat(asked.engineContainsAlias("Web")).isFalse();
      assertThatThrownBy(generator::generateKeyPair)
          .isInstanceOf(ProviderException.class)
          .hasMessage(hidden);
      assertThat(vault.server().counters().requests()).isZero();
      assertThat(asked.engineContainsAlias("app-new")).isFalse();
      assertThat(((PrivateHandle) generator.generateKeyPair().getPrivate()).id().name())
          .isEqualTo("app-new");
    }
  }

  @Test
  void explainsWhatAVaultCannotHold() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open();
      Certificate certificate = selfSigned(rsa(), "CN=ca");
      assertThatThrownBy(() -> store.setCertificateEntry("ca", certificate))
          .isInstanceOf(KeyStoreException.class)
          .hasMessage(
              """
              A vault holds a certificate only together with its key, so 'ca' cannot be stored \
              alone: keep trusted certificates in a PKCS12 trust store""");
      String web = "web/" + ((PrivateHandle) store.getKey("web", null)).id().version();
      assertThatThrownBy(() -> store.deleteEntry(web))
          .isInstanceOf(KeyStoreException.class)
          .hasMessage("'%s' is one version, which does not change: use the name alone", web);
    }
  }

  @Test
  void importsASymmetricKeyIntoAManagedHsm() throws Exception {
    try (OpenedVault hsm = OpenedVault.managedHsm("{}")) {
      KeyStore store = hsm.open();
      store.setKeyEntry("data", new SecretKeySpec(new byte[32], "AES"), null, null);
      assertThat(hsm.server().counters().requests()).isZero();
      store.store(null, null);
      assertThat(aliases(hsm.open())).containsExactly("data");
    }
  }

  @Test
  void deletesASymmetricKeyOfAManagedHsm() throws Exception {
    try (OpenedVault hsm =
        OpenedVault.managedHsm("{\"keys\":[{\"name\":\"data\",\"kty\":\"oct-HSM\"}]}")) {
      KeyStore store = hsm.open();
      store.deleteEntry("data");
      assertThat(hsm.server().counters().requests("keys/delete")).isZero();
      store.store(null, null);
      assertThat(hsm.server().counters().requests("keys/delete")).isEqualTo(1);
      assertThat(aliases(hsm.open())).isEmpty();
      assertThat(hsm.service().get("deletedkeys/data")).contains("recoveryId");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "azure.keyvault.refresh-interval=0"})
  void doesNotKeepAListThatWasReadDuringAWrite(String interval) throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open(interval);
      CountDownLatch listed = new CountDownLatch(1);
      CountDownLatch written = new CountDownLatch(1);
      vault
          .server()
          .faults()
          .inject(
              "certificates/list",
              1,
              Fault.rewritten(
                  body -> {
                    listed.countDown();
                    return awaited(written, body);
                  }));
      FutureTask<List<String>> before = new FutureTask<>(() -> aliases(store));
      Thread thread = new Thread(before, "lists");
      thread.start();
      try {
        listed.await();
        KeyPair pair = rsa();
        store.setKeyEntry(
            "new", pair.getPrivate(), null, new Certificate[] {selfSigned(pair, "CN=new")});
        store.store(null, null);
      } finally {
        written.countDown();
        thread.join();
      }
      assertThat(before.get()).contains("web");
      assertThat(aliases(store)).containsExactlyInAnyOrder("web", "new");
    }
  }

  private static String awaited(CountDownLatch latch, String answer) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return answer;
  }

  @Test
  void reportsAPartialFailureAndASecondStoreContinues() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open();
      store.deleteEntry("web");
      store.store(null, null);
      for (String name : new String[] {"first", "web", "last"}) {
        KeyPair pair = rsa();
        store.setKeyEntry(
            name, pair.getPrivate(), null, new Certificate[] {selfSigned(pair, "CN=" + name)});
      }
      assertThatThrownBy(() -> store.store(null, null))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("Importing the certificate web in " + vault.server().uri())
          .hasMessageEndingWith(
              """
              Written before: import of first. Not written: import of web, import of last. Call \
              store again to continue.""");
      assertThat(aliases(vault.open())).containsExactly("first");
      store.deleteEntry("web");
      store.store(null, null);
      assertThat(aliases(vault.open())).containsExactlyInAnyOrder("first", "last");
      assertThat(vault.server().counters().requests("certificates/import")).isEqualTo(3);
    }
  }

  @Test
  void anEntryThatIsAlreadyGoneCountsAsDeleted() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open();
      KeyStore another = vault.open();
      store.deleteEntry("web");
      another.deleteEntry("web");
      another.store(null, null);
      store.store(null, null);
      assertThat(vault.server().counters().requests("certificates/delete")).isEqualTo(2);
      assertThat(aliases(store)).isEmpty();
    }
  }

  @Test
  void aDeletionWithALostAnswerSucceeds() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open();
      store.deleteEntry("web");
      vault.server().faults().inject("certificates/delete", 1, Fault.resetInTheMiddle());
      store.store(null, null);
      assertThat(vault.server().counters().requests("certificates/delete")).isEqualTo(2);
      assertThat(aliases(vault.open())).isEmpty();
    }
  }

  @Test
  void doesNotRepeatAnImportWithALostAnswer() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open();
      KeyPair pair = rsa();
      store.setKeyEntry(
          "new", pair.getPrivate(), null, new Certificate[] {selfSigned(pair, "CN=new")});
      vault.server().faults().inject("certificates/import", 1, Fault.resetInTheMiddle());
      assertThatThrownBy(() -> store.store(null, null))
          .isExactlyInstanceOf(IOException.class)
          .hasMessageStartingWith(
              "Importing the certificate new in " + vault.server().uri() + " failed: ")
          .hasMessageEndingWith(
              """
               It is not known whether it was created: check whether the certificate new has a new \
              version before you try again, which would create another one.""");
      assertThat(vault.server().counters().requests("certificates/import")).isEqualTo(1);
    }
  }

  @Test
  void aConflictExplainsHowToRecoverOrPurge() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open();
      store.deleteEntry("web");
      store.store(null, null);
      KeyPair pair = rsa();
      store.setKeyEntry(
          "web", pair.getPrivate(), null, new Certificate[] {selfSigned(pair, "CN=web")});
      Throwable refused = catchThrowable(() -> store.store(null, null));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (refused.getMessage().contains("ObjectIsBeingDeleted")
          && System.nanoTime() < deadline) {
        assertThat(refused)
            .hasMessageContaining(" Its deletion takes a while: try again in a minute.");
        LockSupport.parkNanos(10_000_000);
        refused = catchThrowable(() -> store.store(null, null));
      }
      assertThat(refused)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("409 Conflict/ObjectIsDeletedButRecoverable")
          .hasMessageContaining(
              """
               If the name belongs to a deleted object, recover or purge it, or take another name: \
              java -jar vaultjca.jar certificates recover (or purge; keys for a key without a \
              certificate) web.""");
    }
  }

  /**
   * An RSA key of 2048 bits; successive calls of a thread cycle through {@value #RSA_KEYS} keys.
   */
  static KeyPair rsa() throws Exception {
    int number = NEXT_RSA_KEY.get();
    NEXT_RSA_KEY.set((number + 1) % RSA_KEYS);
    return MADE_RSA_KEYS.computeIfAbsent(number, missing -> makeRsa());
  }

  private static KeyPair makeRsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static X509Certificate selfSigned(KeyPair pair, String subject) throws Exception {
    return issue(pair, subject, pair.getPublic(), subject);
  }

  static X509Certificate issue(KeyPair issuer, String issuerName, PublicKey key, String subject)
      throws Exception {
    PrivateKey signer = issuer.getPrivate();
    Instant now = Instant.now();
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    new X500Name(issuerName),
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(now.minusSeconds(60)),
                    Date.from(now.plusSeconds(86_400)),
                    new X500Name(subject),
                    key)
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(signer)));
  }
}
