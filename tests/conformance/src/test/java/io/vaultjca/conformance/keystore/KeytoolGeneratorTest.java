package io.vaultjca.conformance.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.keystore.AzureKeyVaultKeyStore;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.keystore.LastMissedAlias;
import io.vaultjca.provider.family.ServiceContext;
import io.vaultjca.provider.generator.Generators;
import io.vaultjca.provider.jvm.OtherProviders;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.KeyStore;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The generators {@code RSA} and {@code EC} that replace the JDK's on request. */
class KeytoolGeneratorTest {
  /** The JCA promises: "This will generate a new key pair every time it is called." */
  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void makesANewKeyEachTime(String algorithm, @TempDir Path folder) throws Exception {
    try (OpenedVault vault = OpenedVault.with("{}")) {
      KeyPairGeneratorSpi generator = generator(vault, algorithm, folder);
      Set<PublicKey> keys = new HashSet<>();
      Set<String> versions = new HashSet<>();
      for (int time = 0; time < 3; time++) {
        KeyPair pair = generator.generateKeyPair();
        keys.add(pair.getPublic());
        versions.add(((PrivateHandle) pair.getPrivate()).id().version());
        assertThat(vault.open().getCertificate("again").getPublicKey()).isEqualTo(pair.getPublic());
      }
      assertThat(keys).hasSize(3);
      assertThat(versions).hasSize(3);
    }
  }

  /** As keytool -certreq and -importcert do afterwards. */
  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void importingACertificateReplyKeepsTheKey(String algorithm, @TempDir Path folder)
      throws Exception {
    try (OpenedVault vault = OpenedVault.with("{}")) {
      KeyPair pair = generator(vault, algorithm, folder).generateKeyPair();
      KeyPair ca = KeyPairGenerator.getInstance("RSA", "SunRsaSign").generateKeyPair();
      X509Certificate root = KeyStoreWritingTest.selfSigned(ca, "CN=root");
      X509Certificate leaf = KeyStoreWritingTest.issue(ca, "CN=root", pair.getPublic(), "CN=again");
      KeyStore store = vault.open();
      store.setKeyEntry("again", pair.getPrivate(), null, new Certificate[] {leaf, root});
      store.store(null, null);
      assertThat(vault.open().getCertificateChain("again")).containsExactly(leaf, root);
      assertThat(((PrivateHandle) vault.open().getKey("again", null)).publicKey())
          .isEqualTo(pair.getPublic());
    }
  }

  /** The key store does not show it, and keytool goes on to create it. */
  @Test
  void makesNoNewVersionOfAnUnreadableKey() throws Exception {
    try (OpenedVault vault =
        OpenedVault.with(
            "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"},{\"name\":\"ok\"}]}")) {
      vault.rewrite("certificates/get", "certificates/web", body -> "{}");
      LastMissedAlias missed = new LastMissedAlias();
      ConfiguredVault configured = new ConfiguredVault(Optional::empty);
      AzureKeyVaultKeyStore asked = new AzureKeyVaultKeyStore(configured, missed);
      asked.engineLoad(new ByteArrayInputStream(vault.file(vault.server().accessToken())), null);
      assertThat(asked.engineSize()).isEqualTo(2);
      assertThat(asked.engineContainsAlias("web")).isFalse();
      assertThatThrownBy(generator("EC", configured, missed)::generateKeyPair)
          .isInstanceOf(ProviderException.class)
          .hasMessageStartingWith(
              """
              'web' is in the vault and cannot be read, so it is not changed unseen. Reading the \
              certificate\s""");
      assertThat(vault.server().counters().requests("certificates/create")).isZero();
    }
  }

  private static KeyPairGeneratorSpi generator(OpenedVault vault, String algorithm, Path folder)
      throws Exception {
    Path file = folder.resolve("vault.properties");
    Files.write(
        file, vault.file(vault.server().accessToken(), "azure.keyvault.new-key-name=again"));
    ConfiguredVault configured = new ConfiguredVault(() -> Optional.of(file));
    return generator(algorithm, configured, new LastMissedAlias());
  }

  /** Makes a generator without registering it for the whole JVM. */
  static KeyPairGeneratorSpi generator(
      String algorithm, ConfiguredVault configured, LastMissedAlias missed) {
    Generators kind =
        algorithm.equals("RSA") ? Generators.RSA_FOR_KEYTOOL : Generators.EC_FOR_KEYTOOL;
    ServiceContext context = new ServiceContext(new OtherProviders("none"), configured, missed);
    return (KeyPairGeneratorSpi) kind.make(context, algorithm, Optional.empty());
  }
}
