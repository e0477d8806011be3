package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.KeyStoreFile;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.key.VaultSecretKey;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.VaultKeyGenParameterSpec;
import io.vaultjca.provider.spec.VaultKeySpec;
import java.io.IOException;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.ProviderException;
import java.security.spec.InvalidKeySpecException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Symmetric keys of a Premium vault, and sizes that the service reports. */
class SymmetricKeyTest {
  private static final String REPORTS_SIZES = "azure.keyvault.api-version=2026-04-01";
  private static final String STANDARD =
      "\"Hardware key operation not allowed on standard vault\" (request id ";
  private static final String ADVICE =
      """
      . Only vaults of the Premium tier take symmetric keys (preview). If this one is of the \
      Standard tier, use a Premium vault or a Managed HSM and set its address with \
      azure.keyvault.uri.""";

  @TempDir private Path folder;

  private static OpenedVault premium() {
    return OpenedVault.of(VaultServer.builder().premium(true).start(), "{}");
  }

  private Provider configured(VaultServer server, String version) throws IOException {
    return new AzureKeyVaultProvider()
        .configure(
            KeyStoreFile.of(server)
                .with("access-token", server.accessToken())
                .with("api-version", version)
                .write(folder.resolve(version + ".properties"))
                .toString());
  }

  /** Checked against the JDK with the same key. */
  @ParameterizedTest
  @CsvSource({
    "16, 2025-07-01", "24, 2025-07-01", "32, 2025-07-01",
    "16, 2026-04-01", "24, 2026-04-01", "32, 2026-04-01"
  })
  void aPremiumVaultDoesWhatAManagedHsmDoes(int length, String version) throws Exception {
    try (OpenedVault vault = premium()) {
      SecretKey known = new SecretKeySpec(Bytes.of(length), "AES");
      KeyStore store =
          vault.open("azure.keyvault.aliases=data", "azure.keyvault.api-version=" + version);
      store.setKeyEntry("data", known, null, null);
      assertThat(vault.server().counters().requests("keys/import")).isZero();
      store.store(null, null);

      assertThat(aliases(store)).containsExactly("data");
      assertThat(store.entryInstanceOf("data", KeyStore.SecretKeyEntry.class)).isTrue();
      SecretKey key = (SecretKey) store.getKey("data", null);
      String named = "AES_" + length * 8;
      for (String mode : new String[] {"/GCM/NoPadding", "/CBC/PKCS5Padding", "/CBC/NoPadding"}) {
        encryptsForTheJdk(store.getProvider(), named + mode, key, "AES" + mode, known);
      }
      for (String mode : new String[] {"/KW/NoPadding", "/KWP/NoPadding"}) {
        wrapsForTheJdk(store.getProvider(), "AES" + mode, key, known);
      }
      // An imported key permits only the operations of ciphers.
      vault.service().send("PATCH", "keys/data/", "{\"key_ops\":[\"sign\",\"verify\"]}");
      Mac mac = Mac.getInstance("HS256", store.getProvider());
      mac.init(key);
      Mac jdk = Mac.getInstance("HmacSHA256", "SunJCE");
      jdk.init(known);
      assertThat(mac.doFinal(Bytes.of(77)))
          .isEqualTo(jdk.doFinal(MessageDigest.getInstance("SHA-256", "SUN").digest(Bytes.of(77))));
    }
  }

  private static void encryptsForTheJdk(
      Provider provider, String name, Key key, String nameOfTheJdk, Key known) throws Exception {
    Cipher ours = Cipher.getInstance(name, provider);
    ours.init(Cipher.ENCRYPT_MODE, key);
    byte[] encrypted = ours.doFinal(Bytes.of(64));
    AlgorithmParameters parameters = ours.getParameters();
    Cipher theirs = Cipher.getInstance(nameOfTheJdk, "SunJCE");
    theirs.init(Cipher.DECRYPT_MODE, known, parameters);
    assertThat(theirs.doFinal(encrypted)).as(name).isEqualTo(Bytes.of(64));
    ours.init(Cipher.DECRYPT_MODE, key, parameters);
    assertThat(ours.doFinal(encrypted)).as(name).isEqualTo(Bytes.of(64));
  }

  private static void wrapsForTheJdk(Provider provider, String name, Key key, Key known)
      throws Exception {
    SecretKey other = new SecretKeySpec(Bytes.of(32), "AES");
    Cipher ours = Cipher.getInstance(name, provider);
    ours.init(Cipher.WRAP_MODE, key);
    byte[] wrapped = ours.wrap(other);
    Cipher theirs = Cipher.getInstance(name, "SunJCE");
    theirs.init(Cipher.UNWRAP_MODE, known);
    assertThat(theirs.unwrap(wrapped, "AES", Cipher.SECRET_KEY)).as(name).isEqualTo(other);
    ours.init(Cipher.UNWRAP_MODE, key);
    assertThat(ours.unwrap(wrapped, "AES", Cipher.SECRET_KEY)).as(name).isEqualTo(other);
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 192, 256})
  void aPremiumVaultMakesKeys(int bits) throws Exception {
    try (OpenedVault vault = premium()) {
      Provider provider = configured(vault.server(), "2025-07-01");
      KeyGenerator generator = KeyGenerator.getInstance("AzureKeyVaultAES", provider);
      generator.init(VaultKeyGenParameterSpec.builder("made").size(bits).build());
      VaultSecretKey made = (VaultSecretKey) generator.generateKey();
      assertThat(made.size()).hasValue(bits);
      assertThat(vault.server().counters().requests("keys/create")).isEqualTo(1);
      assertThat(((VaultSecretKey) vault.open(REPORTS_SIZES).getKey("made", null)).size())
          .hasValue(bits);
    }
  }

  @Test
  void explainsTheRefusalOfAStandardVault() throws Exception {
    try (OpenedVault vault = OpenedVault.with("{}")) {
      KeyGenerator generator =
          KeyGenerator.getInstance("AzureKeyVaultAES", configured(vault.server(), "2025-07-01"));
      generator.init(VaultKeyGenParameterSpec.builder("made").build());
      assertThatThrownBy(generator::generateKey)
          .isExactlyInstanceOf(ProviderException.class)
          .hasMessageStartingWith("Creating the key made in " + vault.server().uri() + " failed: ")
          .hasMessageContaining(STANDARD)
          .hasMessageEndingWith(ADVICE);
      KeyStore store = vault.open();
      store.setKeyEntry("data", new SecretKeySpec(new byte[32], "AES"), null, null);
      assertThatThrownBy(() -> store.store(null, null))
          .isExactlyInstanceOf(IOException.class)
          .hasMessageStartingWith("Importing the key data in " + vault.server().uri())
          .hasMessageContaining(STANDARD)
          .hasMessageEndingWith(ADVICE);
      assertThat(vault.server().counters().requests("keys/create")).isEqualTo(1);
      assertThat(vault.server().counters().requests("keys/import")).isEqualTo(1);
    }
  }

  /** The name of the transformation has no size, but the service's algorithm does. */
  @ParameterizedTest
  @ValueSource(ints = {128, 192, 256})
  void usesAReportedSizeAndAssumesNone(int bits) throws Exception {
    String seed = "{\"keys\":[{\"name\":\"data\",\"kty\":\"oct-HSM\",\"size\":%s}]}";
    try (OpenedVault hsm = OpenedVault.managedHsm(seed.formatted(bits))) {
      KeyStore store = hsm.open(REPORTS_SIZES);
      VaultSecretKey key = (VaultSecretKey) store.getKey("data", null);
      assertThat(key.size()).hasValue(bits);
      for (String name : new String[] {"AES/GCM/NoPadding", "AES/CBC/PKCS5Padding"}) {
        Cipher cipher = Cipher.getInstance(name, store.getProvider());
        cipher.init(Cipher.ENCRYPT_MODE, key);
        assertThat(cipher.doFinal(Bytes.of(16))).hasSize(32);
      }
      VaultSecretKey unreported = (VaultSecretKey) hsm.open().getKey("data", null);
      assertThat(unreported.size()).isEmpty();
    }
  }

  @Test
  void refusesASizeThatContradictsTheReportedOne() throws Exception {
    String seed = "{\"keys\":[{\"name\":\"data\",\"kty\":\"oct-HSM\",\"size\":128}]}";
    try (OpenedVault hsm = OpenedVault.managedHsm(seed)) {
      Provider reporting = configured(hsm.server(), "2026-04-01");
      VaultKeySpec spec = VaultKeySpec.ofName("data");
      SecretKeyFactory factory = SecretKeyFactory.getInstance("AzureKeyVault", reporting);
      assertThat(((VaultSecretKey) factory.generateSecret(spec)).size()).hasValue(128);
      assertThat(((VaultSecretKey) factory.generateSecret(spec.ofSize(128))).size()).hasValue(128);
      assertThatThrownBy(() -> factory.generateSecret(spec.ofSize(256)))
          .isExactlyInstanceOf(InvalidKeySpecException.class)
          .hasMessageMatching(
              "The key https://.*/keys/data/[0-9a-f]+ has 128 bits, and the specification says 256");
      SecretKeyFactory unreported =
          SecretKeyFactory.getInstance("AzureKeyVault", configured(hsm.server(), "2025-07-01"));
      assertThat(((VaultSecretKey) unreported.generateSecret(spec.ofSize(128))).size())
          .hasValue(128);
    }
  }

  @Test
  void anUnsupportedSizeHasNoKeySpec() throws Exception {
    String seed =
        """
        {"keys":[{"name":"odd","kty":"oct-HSM","answers":{"attributes":{"key_size":512}}}]}""";
    try (OpenedVault hsm = OpenedVault.managedHsm(seed)) {
      SecretKeyFactory factory =
          SecretKeyFactory.getInstance("AzureKeyVault", configured(hsm.server(), "2026-04-01"));
      SecretKey odd = factory.generateSecret(VaultKeySpec.ofName("odd"));
      assertThatThrownBy(() -> factory.getKeySpec(odd, VaultKeySpec.class))
          .isExactlyInstanceOf(InvalidKeySpecException.class)
          .hasMessage(
              "The key %s has no VaultKeySpec. A symmetric key has 128, 192 or 256 bits, not 512"
                  .formatted(odd));
    }
  }
}
