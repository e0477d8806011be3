package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.handle.MlDsaPrivateHandle;
import io.vaultjca.key.MlDsaParameterSet;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ML-DSA keys harm no other entry, in JDKs with and without ML-DSA. */
class MlDsaKeyStoreTest {
  private static final boolean KNOWN_TO_THE_JDK = Runtime.version().feature() >= 24;
  private static final String VERSION = "azure.keyvault.api-version=" + TestVault.PREVIEW;
  private static final String[] SETS = {"ml-dsa-44", "ml-dsa-65", "ml-dsa-87"};
  private static final String KEYS =
      """
      {"keys":[{"name":"ml-dsa-44","kty":"AKP","alg":"ML-DSA-44"},
               {"name":"ml-dsa-65","kty":"AKP","alg":"ML-DSA-65"},
               {"name":"ml-dsa-87","kty":"AKP","alg":"ML-DSA-87"}%s}
      """;
  private static final String BESIDE_CERTIFICATES =
      KEYS.formatted(
          "],\"certificates\":[{\"name\":\"rsa\",\"kty\":\"RSA\"},{\"name\":\"ec\",\"kty\":\"EC\"}]");
  private static final String BESIDE_KEYS =
      KEYS.formatted(
          """
          ,{"name":"rsa","kty":"RSA"},{"name":"ec","kty":"EC"},\
          {"name":"aes","kty":"oct-HSM","size":256}]""");

  private final Provider provider = new AzureKeyVaultProvider();

  @BeforeEach
  void listen() {
    Warnings.listen();
  }

  private static OpenedVault vault() {
    return OpenedVault.of(VaultServer.builder().premium(true).start(), BESIDE_CERTIFICATES);
  }

  /** Writes a file with a self-signed certificate. */
  private Path chain(PrivateKey key, String name, Path folder) throws Exception {
    MlDsaPrivateHandle handle = (MlDsaPrivateHandle) key;
    X500Name subject = new X500Name("CN=" + name);
    Instant now = Instant.now();
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        subject,
                        BigInteger.ONE,
                        Date.from(now.minusSeconds(60)),
                        Date.from(now.plusSeconds(3600)),
                        subject,
                        handle.publicKey())
                    .build(
                        new JcaContentSignerBuilder(handle.parameterSet().standardName())
                            .setProvider(provider)
                            .build(key)));
    return Files.writeString(folder.resolve(name + ".pem"), OpenedVault.pem(certificate));
  }

  private String[] withChains(OpenedVault vault, Path folder) throws Exception {
    KeyStore bare = vault.open(VERSION);
    List<String> lines = new ArrayList<>(List.of(VERSION));
    for (String alias : SETS) {
      Path file = chain((PrivateKey) bare.getKey(alias, null), alias, folder);
      lines.add("azure.keyvault.certificate-chain.%s=%s".formatted(alias, file));
    }
    return lines.toArray(String[]::new);
  }

  @Test
  void withoutACertificateItIsABareKey() throws Exception {
    try (OpenedVault vault = vault()) {
      KeyStore store = vault.open(VERSION);
      assertThat(aliases(store)).containsExactlyInAnyOrder("rsa", "ec");
      for (MlDsaParameterSet set : MlDsaParameterSet.values()) {
        String alias = set.standardName().toLowerCase(Locale.ROOT);
        assertThat(store.containsAlias(alias)).isTrue();
        assertThat(store.isKeyEntry(alias)).isTrue();
        assertThat(store.getCertificate(alias)).isNull();
        assertThat(store.getKey(alias, null))
            .isInstanceOfSatisfying(
                MlDsaPrivateHandle.class, key -> assertThat(key.parameterSet()).isEqualTo(set));
        assertThatThrownBy(() -> store.getEntry(alias, null))
            .isExactlyInstanceOf(KeyStoreException.class)
            .hasMessageContaining("give its chain with azure.keyvault.certificate-chain." + alias);
      }
    }
  }

  @Test
  void withItsChainItIsAnEntry(@TempDir Path folder) throws Exception {
    try (OpenedVault vault = vault()) {
      KeyStore store = vault.open(withChains(vault, folder));
      assertThat(aliases(store))
          .containsExactlyInAnyOrder("rsa", "ec", "ml-dsa-44", "ml-dsa-65", "ml-dsa-87");
      for (String alias : aliases(store)) {
        assertThat(store.isKeyEntry(alias)).isTrue();
        assertThat(store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)).isTrue();
        assertThat(store.getCertificateChain(alias)).hasSize(1);
        assertThat(store.getCertificateAlias(store.getCertificate(alias))).isEqualTo(alias);
        assertThat(store.getCreationDate(alias)).isNotNull();
        if (KNOWN_TO_THE_JDK || !alias.startsWith("ml-dsa")) {
          assertThat(store.getEntry(alias, null)).isInstanceOf(KeyStore.PrivateKeyEntry.class);
          store.getCertificate(alias).verify(store.getCertificate(alias).getPublicKey());
        } else {
          // The JDK's entry requires one algorithm name for the key and the certificate.
          assertThatThrownBy(() -> store.getEntry(alias, null))
              .isExactlyInstanceOf(KeyStoreException.class)
              .hasMessageContaining("The key " + alias + " is not an entry in this JVM")
              .hasMessageContaining("use getKey and getCertificateChain");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AzureKeyVault", "SunX509", "NewSunX509"})
  void keyManagersServeTheOtherKeys(String algorithm, @TempDir Path folder) throws Exception {
    try (OpenedVault vault = vault()) {
      KeyStore store = vault.open(withChains(vault, folder));
      KeyManagerFactory factory =
          algorithm.equals("AzureKeyVault")
              ? KeyManagerFactory.getInstance(algorithm, provider)
              : KeyManagerFactory.getInstance(algorithm);
      factory.init(store, new char[0]);
      X509ExtendedKeyManager manager = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
      for (String type : List.of("RSA", "EC")) {
        String chosen = manager.chooseEngineServerAlias(type, null, null);
        assertThat(manager.getPrivateKey(chosen).getAlgorithm()).isEqualTo(type);
        assertThat(manager.getCertificateChain(chosen)[0].getPublicKey().getAlgorithm())
            .isEqualTo(type);
      }
    }
  }

  /** Under the names that BouncyCastle's JSSE uses today, and that of the family. */
  @Test
  void ourKeyManagerDistinguishesTheParameterSets(@TempDir Path folder) throws Exception {
    try (OpenedVault vault = vault()) {
      KeyStore store = vault.open(withChains(vault, folder));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("AzureKeyVault", provider);
      factory.init(store, new char[0]);
      X509ExtendedKeyManager manager = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
      for (String alias : SETS) {
        String type = alias.toUpperCase(Locale.ROOT);
        assertThat(manager.getServerAliases(type, null)).containsExactly(alias);
        if (KNOWN_TO_THE_JDK) {
          String chosen = manager.chooseEngineServerAlias(type, null, null);
          assertThat(manager.getPrivateKey(chosen)).isEqualTo(store.getKey(alias, null));
          assertThat(manager.getCertificateChain(chosen))
              .isEqualTo(store.getCertificateChain(alias));
        }
      }
      assertThat(manager.getServerAliases("ML-DSA", null)).containsExactlyInAnyOrder(SETS);
    }
  }

  @Test
  void aManagedHsmServesAllKeys() throws Exception {
    try (OpenedVault hsm = OpenedVault.managedHsm(BESIDE_KEYS)) {
      KeyStore store = hsm.open(VERSION);
      assertThat(aliases(store)).containsExactly("aes");
      for (String alias : List.of("rsa", "ec", "aes", "ml-dsa-44", "ml-dsa-65", "ml-dsa-87")) {
        assertThat(store.getKey(alias, null)).as(alias).isNotNull();
      }
    }
  }

  /** The answer of the service in an older version is unknown. */
  @Test
  void aStableVersionLeavesItOutAndLogsWhy() throws Exception {
    try (OpenedVault hsm = OpenedVault.managedHsm(BESIDE_KEYS)) {
      KeyStore store = hsm.open();
      assertThat(aliases(store)).containsExactly("aes");
      assertThat(store.getKey("ec", null)).isNotNull();
      String why =
          """
          ML-DSA needs a preview of the service's interface: set \
          azure.keyvault.api-version=2026-07-01-preview; it is 2025-07-01""";
      Collection<String> said = Warnings.all().containing("'ml-dsa-65' of " + hsm.server().uri());
      assertThat(said).singleElement().asString().contains("is left out", why);
      assertThatThrownBy(() -> store.getKey("ml-dsa-65", null))
          .isInstanceOf(ProviderException.class)
          .hasMessageContaining("Reading the key " + hsm.server().uri() + "/keys/ml-dsa-65")
          .hasMessageContaining(why);
    }
  }

  @Test
  void refusesToImportAnMlDsaKey(@TempDir Path folder) throws Exception {
    try (OpenedVault vault = vault()) {
      KeyStore store = vault.open(withChains(vault, folder));
      java.security.KeyPair software =
          java.security.KeyPairGenerator.getInstance(
                  "ML-DSA-44", new org.bouncycastle.jce.provider.BouncyCastleProvider())
              .generateKeyPair();
      assertThatThrownBy(
              () ->
                  store.setKeyEntry(
                      "new", software.getPrivate(), null, store.getCertificateChain("ml-dsa-44")))
          .isExactlyInstanceOf(KeyStoreException.class)
          .hasMessageContaining("this one is a key for ML-DSA");
    }
  }
}
