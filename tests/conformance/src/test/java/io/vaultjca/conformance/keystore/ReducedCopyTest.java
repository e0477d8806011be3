package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Provider;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers copy one alias into a new key store of the same type, load it without a file, and serve
 * its entries.
 */
class ReducedCopyTest {
  private static final String THREE =
      """
      {"certificates":[
         {"name":"Rsa","kty":"RSA","chain":2},
         {"name":"ec","kty":"EC"},
         {"name":"other","kty":"RSA"}]}
      """;

  @TempDir private Path folder;

  private KeyStore.ProtectionParameter password() {
    return new KeyStore.PasswordProtection("x".toCharArray());
  }

  private Provider configured(OpenedVault vault, String... lines) throws IOException {
    Path file = Files.createTempFile(folder, "vault", ".properties");
    Files.write(file, vault.file(vault.server().accessToken(), lines));
    return new AzureKeyVaultProvider().configure(file.toString());
  }

  private static KeyStore loadedWithNothing(Provider provider) throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault", provider);
    store.load(null);
    return store;
  }

  @Test
  void showsAndServesOnlyTheCopiedEntry() throws Exception {
    try (OpenedVault vault = OpenedVault.with(THREE)) {
      Provider provider = configured(vault);
      KeyStore whole = loadedWithNothing(provider);
      KeyStore reduced = loadedWithNothing(provider);
      reduced.setEntry("rsa", whole.getEntry("rsa", password()), password());
      assertThat(aliases(reduced)).containsExactly("Rsa");
      assertThat(reduced.size()).isEqualTo(1);
      assertThat(reduced.getCertificateChain("rsa")).isEqualTo(whole.getCertificateChain("rsa"));
      assertThat(reduced.getKey("RSA", null)).isEqualTo(whole.getKey("rsa", null));
      assertThat(reduced.containsAlias("other")).isFalse();
      assertThat(reduced.isKeyEntry("other")).isFalse();
      assertThat(reduced.getKey("other", null)).isNull();
      assertThat(reduced.getEntry("ec", password())).isNull();
      KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(reduced, "x".toCharArray());
      X509ExtendedKeyManager keys = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
      assertThat(keys.getServerAliases("RSA", null)).containsExactly("Rsa");
      assertThat(keys.getServerAliases("EC", null)).isNull();
      assertThat(aliases(whole)).hasSize(3);
    }
  }

  @Test
  void copiesSeveralEntriesAndAVersion() throws Exception {
    try (OpenedVault vault = OpenedVault.with(THREE)) {
      Provider provider = configured(vault);
      KeyStore whole = loadedWithNothing(provider);
      String pinned = "other/" + ((PrivateHandle) whole.getKey("other", null)).id().version();
      KeyStore reduced = KeyStore.getInstance("AzureKeyVault", provider);
      reduced.load(null, null);
      for (String alias : new String[] {"rsa", "ec", pinned, "ec"}) {
        KeyStore.PrivateKeyEntry entry =
            (KeyStore.PrivateKeyEntry) whole.getEntry(alias, password());
        reduced.setKeyEntry(alias, entry.getPrivateKey(), null, entry.getCertificateChain());
      }
      assertThat(aliases(reduced)).containsExactlyInAnyOrder("Rsa", "ec", pinned);
    }
  }

  @Test
  void writesNothingToTheVault() throws Exception {
    try (OpenedVault vault = OpenedVault.with(THREE)) {
      Provider provider = configured(vault);
      KeyStore whole = loadedWithNothing(provider);
      KeyStore reduced = loadedWithNothing(provider);
      reduced.setEntry("ec", whole.getEntry("ec", password()), password());
      // It cannot delete an entry that it does not show.
      assertThatThrownBy(() -> reduced.deleteEntry("other"))
          .isExactlyInstanceOf(KeyStoreException.class)
          .hasMessageStartingWith("'other' is hidden");
      reduced.store(new ByteArrayOutputStream(), "x".toCharArray());
      assertThat(vault.server().counters().requests("certificates/merge")).isZero();
      assertThat(vault.server().counters().requests("certificates/create")).isZero();
      assertThat(vault.server().counters().requests("certificates/delete")).isZero();
    }
  }

  /** An entry from before the load is not served, even if it is the copied one. */
  @Test
  void showsTheCurrentVersion() throws Exception {
    try (OpenedVault vault = OpenedVault.with(THREE)) {
      Provider provider = configured(vault);
      KeyStore whole = loadedWithNothing(provider);
      KeyStore.PrivateKeyEntry old = (KeyStore.PrivateKeyEntry) whole.getEntry("ec", password());
      vault.server().seed("{\"certificates\":[{\"name\":\"ec\",\"kty\":\"EC\"}]}");
      KeyStore reduced = loadedWithNothing(provider);
      reduced.setEntry("ec", old, password());
      assertThat(aliases(reduced)).containsExactly("ec");
      assertThat(reduced.getCertificate("ec")).isNotNull().isNotEqualTo(old.getCertificate());
    }
  }

  @Test
  void copiesASymmetricKeyOfAManagedHsm() throws Exception {
    try (OpenedVault hsm =
        OpenedVault.managedHsm(
            "{\"keys\":[{\"name\":\"data\",\"kty\":\"oct-HSM\"},{\"name\":\"more\",\"kty\":\"oct-HSM\"}]}")) {
      Provider provider = configured(hsm);
      KeyStore whole = loadedWithNothing(provider);
      KeyStore reduced = loadedWithNothing(provider);
      reduced.setEntry("data", whole.getEntry("data", null), null);
      assertThat(aliases(reduced)).containsExactly("data");
      assertThat(reduced.getKey("more", null)).isNull();
    }
  }

  /** As keytool with {@code -keystore NONE}, which reads the alias before it sets anything. */
  @Test
  void aKeyStoreThatWasReadBeforeIsNotACopy() throws Exception {
    try (OpenedVault vault = OpenedVault.with(THREE)) {
      Provider provider = configured(vault);
      KeyStore store = loadedWithNothing(provider);
      assertThat(store.containsAlias("ec")).isTrue();
      store.setEntry("ec", store.getEntry("ec", null), null);
      assertThat(aliases(store)).hasSize(3);
    }
  }

  @Test
  void anEntryThatChangesTheVaultDoesNotMakeACopy() throws Exception {
    try (OpenedVault vault = OpenedVault.with(THREE)) {
      Provider provider = configured(vault);
      KeyStore whole = loadedWithNothing(provider);
      KeyPair ca = KeyStoreWritingTest.rsa();
      PrivateHandle ec = (PrivateHandle) whole.getKey("ec", null);
      Certificate[] another = {
        KeyStoreWritingTest.issue(ca, "CN=ca", ec.publicKey(), "CN=ec"),
        KeyStoreWritingTest.selfSigned(ca, "CN=ca")
      };
      KeyStore merging = loadedWithNothing(provider);
      merging.setKeyEntry("ec", ec, null, another);
      assertThat(aliases(merging)).containsExactlyInAnyOrder("Rsa", "other", "ec");
      merging.store(null, null);
      assertThat(vault.server().counters().requests("certificates/merge")).isEqualTo(1);

      KeyStore importing = loadedWithNothing(provider);
      importing.setKeyEntry("new", ca.getPrivate(), null, new Certificate[] {another[1]});
      importing.setEntry("other", whole.getEntry("other", null), null);
      assertThat(aliases(importing)).containsExactlyInAnyOrder("Rsa", "other", "ec", "new");
    }
  }

  @Test
  void aKeyStoreWithItsOwnFileIsNotACopy() throws Exception {
    try (OpenedVault vault = OpenedVault.with(THREE)) {
      KeyStore whole = vault.open();
      KeyStore other = vault.open();
      other.setEntry("ec", whole.getEntry("ec", null), null);
      assertThat(aliases(other)).hasSize(3);
    }
  }
}
