package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.embedded.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.ProviderException;
import java.security.cert.Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The behaviour that programs know from PKCS#12 and PKCS#11 key stores. */
class KeyStoreContractTest {
  private static final String TWO =
      """
      {"certificates":[{"name":"web","kty":"EC"},{"name":"release","kty":"EC"}],\
      "keys":[{"name":"bare","kty":"EC"}]}""";

  @ParameterizedTest
  @ValueSource(
      strings = {"nobody", "not_a_name", "", "web/00000000000000000000000000000000", "not/a/name"})
  void deletingAMissingEntryDoesNothing(String alias) throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      KeyStore store = vault.open();
      store.deleteEntry(alias);
      store.store(null, null);
      assertThat(aliases(store)).containsExactlyInAnyOrder("web", "release");
    }
  }

  @Test
  void anEntryCanBeDeletedSeveralTimes() throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      KeyStore store = vault.open();
      KeyPair pair = KeyStoreWritingTest.rsa();
      Certificate[] chain = {KeyStoreWritingTest.selfSigned(pair, "CN=new")};
      store.setKeyEntry("new", pair.getPrivate(), null, chain);
      // A version of the name does not refer to the entry that waits for store.
      store.deleteEntry("new/00000000000000000000000000000000");
      assertThat(store.containsAlias("new")).isTrue();
      for (int time = 0; time < 3; time++) {
        store.deleteEntry("new");
        assertThat(store.containsAlias("new")).isFalse();
        store.deleteEntry("web");
        assertThat(store.containsAlias("web")).isFalse();
      }
      store.store(null, null);
      assertThat(vault.server().counters().requests("certificates/import")).isZero();
      assertThat(vault.server().counters().requests("certificates/delete")).isEqualTo(1);
      store.deleteEntry("web");
      store.store(null, null);
      assertThat(vault.server().counters().requests("certificates/delete")).isEqualTo(1);
    }
  }

  @Test
  void nullHasNoAlias() throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      assertThat(vault.open().getCertificateAlias(null)).isNull();
    }
  }

  @Test
  void storeAcceptsOnlyTheParametersOfLoad() throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      KeyStore store = vault.open();
      store.deleteEntry("web");
      KeyStore.LoadStoreParameter foreign =
          () -> new KeyStore.PasswordProtection("x".toCharArray());
      assertThatThrownBy(() -> store.store(foreign))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(foreign.getClass().getName());
      assertThat(vault.server().counters().requests("certificates/delete")).isZero();
      store.store(VaultLoadStoreParameter.builder(vault.server().uri()).build());
      assertThat(vault.server().counters().requests("certificates/delete")).isEqualTo(1);
      store.store(null);
    }
  }

  @Test
  void aFileThatCannotBeWrittenLeavesTheVaultAsItIs() throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      KeyStore store = vault.open();
      store.deleteEntry("web");
      OutputStream full =
          new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
              throw new IOException("No space left on device");
            }
          };
      assertThatThrownBy(() -> store.store(full, null))
          .isExactlyInstanceOf(IOException.class)
          .hasMessage(
              """
              The key store file cannot be written, and nothing was changed in the vault: No space \
              left on device. No file is needed if the configuration is elsewhere: use keytool \
              -keystore NONE, or store(null, null)""");
      assertThat(vault.server().counters().requests("certificates/delete")).isZero();
      store.store(null, null);
      assertThat(vault.server().counters().requests("certificates/delete")).isEqualTo(1);
    }
  }

  /** Otherwise the stream that a program has opened would leave an empty file. */
  @Test
  void aRefusalOfTheVaultLeavesTheFileIntact() throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      byte[] file = vault.file(vault.server().accessToken("certificates/get", "certificates/list"));
      KeyStore store = KeyStore.getInstance("AzureKeyVault", vault.open().getProvider());
      store.load(new java.io.ByteArrayInputStream(file), null);
      store.deleteEntry("web");
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      assertThatThrownBy(() -> store.store(written, null)).hasMessageContaining("403 Forbidden");
      assertThat(written.toByteArray()).isEqualTo(file);
    }
  }

  @Test
  void anImportExplainsHowToCreateAKeyInTheVault() throws Exception {
    Warnings.listen();
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      KeyStore store = vault.open();
      for (String name : new String[] {"one", "two"}) {
        KeyPair pair = KeyStoreWritingTest.rsa();
        Certificate[] chain = {KeyStoreWritingTest.selfSigned(pair, "CN=" + name)};
        store.setKeyEntry(name, pair.getPrivate(), null, chain);
      }
      String imported = "Imported into " + vault.server().uri();
      assertThat(Warnings.all().containing(imported)).isEmpty();
      store.store(null, null);
      store.deleteEntry("one");
      store.store(null, null);
      assertThat(Warnings.all().containing(imported))
          .containsExactly(
              """
              %s: one, two. Such a key was made outside the vault, where it may still be. To \
              create a key in the vault, use keytool -genkeypair with \
              -J-Dazure.keyvault.keytool-generators=true, or the generators AzureKeyVaultRSA, \
              AzureKeyVaultEC and AzureKeyVaultAES."""
                  .formatted(imported));
    }
  }

  @Test
  void anObjectWithoutKeyOrCertificateIsNotAnEntry() throws Exception {
    Warnings.listen();
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      withoutCertificate(vault, "release");
      KeyStore store = vault.open();
      assertThat(aliases(store)).contains("web");
      assertThat(store.containsAlias("release")).isFalse();
      assertThat(store.isKeyEntry("release")).isFalse();
      assertThat(store.getKey("release", null)).isNull();
      assertThat(store.getCertificateChain("release")).isNull();
      assertThat(aliases(store)).containsExactly("web");
      assertThat(store.size()).isEqualTo(1);
      assertThat(
              Warnings.all()
                  .containing("The alias 'release' of " + vault.server().uri().toString()))
          .singleElement()
          .asString()
          .contains("is left out", "it holds no certificate");
    }
  }

  @Test
  void listingFailsIfNoEntryMayBeRead() throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      KeyStore store = vault.openWithToken(vault.server().accessToken("certificates/list"));
      assertThat(aliases(store)).hasSize(2);
      assertThat(store.containsAlias("web")).isFalse();
      assertThat(store.containsAlias("release")).isFalse();
      assertThatThrownBy(store::aliases)
          .isInstanceOf(ProviderException.class)
          .hasMessageContaining("403 Forbidden/ForbiddenByRbac");
      assertThatThrownBy(store::size).isInstanceOf(ProviderException.class);
    }
  }

  /** The size reads all entries: keytool lists as many and fails at a missing one. */
  @Test
  void theSizeCountsUsableEntries() throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      withoutCertificate(vault, "release");
      KeyStore store = vault.open();
      assertThat(store.size()).isEqualTo(1);
      assertThat(aliases(store)).containsExactly("web");
      vault.server().counters().reset();
      assertThat(store.size()).isEqualTo(1);
      assertThat(vault.server().counters().requests()).isZero();
    }
  }

  /** For example a certificate that the platform manages. */
  @Test
  void readsAnEntryThatIsListedWithoutAThumbprint() throws Exception {
    try (OpenedVault vault = OpenedVault.with(TWO)) {
      withoutCertificate(vault, "release");
      vault
          .server()
          .faults()
          .inject(
              "certificates/list",
              Fault.rewritten(body -> body.replaceAll(",?\"x5t\":\"[^\"]*\"", "")));
      assertThat(aliases(vault.open())).containsExactly("web");
    }
  }

  private static void withoutCertificate(OpenedVault vault, String name) {
    vault.rewrite(
        "certificates/get",
        "certificates/" + name,
        body -> body.replaceFirst("\"cer\":\"[^\"]*\",?", ""));
  }

  @Test
  void explainsTheMissingChainOfABareKey() throws Exception {
    Warnings.listen();
    try (OpenedVault vault =
        OpenedVault.with(
            """
            {"certificates":[{"name":"off","kty":"EC","enabled":false}],\
            "keys":[{"name":"Bare","kty":"EC"}]}""")) {
      KeyStore store = vault.open();
      assertThat(store.getKey("bare", null)).isNotNull();
      String bare = "The alias 'bare' of " + vault.server().uri();
      assertThat(Warnings.all().containing(bare)).isEmpty();
      for (int time = 0; time < 3; time++) {
        assertThat(store.getCertificateChain("Bare")).isNull();
        assertThat(store.getCertificate("bare")).isNull();
        assertThat(store.getCertificateChain("off")).isNotNull();
      }
      assertThat(Warnings.all().containing(bare))
          .containsExactly(
              """
              %s is left out: it is a key without a certificate. Give its chain with \
              azure.keyvault.certificate-chain.bare"""
                  .formatted(bare));
      assertThat(Warnings.all().containing("The alias 'off' of " + vault.server().uri()))
          .singleElement()
          .asString()
          .endsWith("is left out: it is disabled");
    }
  }

  /** The next answer of the service may be usable. */
  @Test
  void anEntryWithABadAnswerIsStillListed() throws Exception {
    try (OpenedVault vault =
        OpenedVault.with(
            "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"},{\"name\":\"ok\",\"kty\":\"EC\"}]}")) {
      KeyStore store = vault.open();
      assertThat(OpenedVault.aliases(store)).containsExactlyInAnyOrder("web", "ok");
      vault.server().faults().inject("certificates/get", 1, Fault.rewritten(body -> "{}"));
      assertThat(store.getCertificate("web")).isNull();
      assertThat(OpenedVault.aliases(store)).containsExactlyInAnyOrder("web", "ok");
    }
  }
}
