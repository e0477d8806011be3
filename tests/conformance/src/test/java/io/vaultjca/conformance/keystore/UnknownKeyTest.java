package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.keystore.KeyStoreWritingTest.issue;
import static io.vaultjca.conformance.keystore.KeyStoreWritingTest.rsa;
import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static io.vaultjca.conformance.keystore.OpenedVault.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.key.VaultPrivateKey;
import io.vaultjca.provider.spec.VaultKeySpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types and attributes of other versions of the service harm no other key. */
class UnknownKeyTest {
  private static final String SEED =
      """
      {"keys": [
        {"name": "aes", "kty": "oct-HSM", "size": 128},
        {"name": "akp", "kty": "AKP", "alg": "ML-DSA-65"},
        {"name": "crv", "kty": "EC", "answers": {"key": {"crv": "P-1024"}}},
        {"name": "external", "kty": "oct", "external_key": "kek-1"},
        {"name": "kty", "kty": "EC",
         "answers": {"key": {"kty": "LMS-HSM", "crv": null, "x": null, "y": null,
                             "pub": "AAECAw", "tree": {"h": [5, 10]}},
                     "attributes": {"quorum": 3, "owners": ["a", "b"], "sealed": {"by": true}}}},
        {"name": "web", "kty": "EC",
         "answers": {"attributes": {"quorum": 3, "owners": ["a", "b"], "sealed": {"by": true}}}}
      ]}
      """;

  @TempDir private Path folder;
  private OpenedVault hsm;
  private X509Certificate certificate;
  private Path chain;

  @BeforeEach
  void open() throws Exception {
    hsm = OpenedVault.managedHsm(SEED);
    VaultPrivateKey key = (VaultPrivateKey) hsm.open().getKey("web", null);
    certificate = issue(rsa(), "CN=ca", key.publicKey(), "CN=web");
    chain = Files.writeString(folder.resolve("web.pem"), pem(certificate));
  }

  @AfterEach
  void close() {
    hsm.close();
  }

  private KeyStore open(String version) throws Exception {
    return hsm.open(
        "azure.keyvault.api-version=" + version, "azure.keyvault.certificate-chain.web=" + chain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-07-01", "2026-04-01", "2026-07-01-preview"})
  void harmsNoListWalkOrKeyManager(String version) throws Exception {
    KeyStore store = open(version);
    assertThat(aliases(store)).containsExactlyInAnyOrder("aes", "external", "web");
    for (String alias : Collections.list(store.aliases())) {
      assertThat(store.isKeyEntry(alias)).isTrue();
      assertThat(store.getKey(alias, null)).as(alias).isNotNull();
      assertThat(store.getEntry(alias, null)).as(alias).isNotNull();
      assertThat(store.getCreationDate(alias)).as(alias).isNotNull();
    }
    assertThat(store.size()).isEqualTo(3);
    assertThat(store.getCertificateAlias(certificate)).isEqualTo("web");
    assertThatThrownBy(() -> store.getKey("kty", null))
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessageContaining("the type of the key, LMS-HSM, is not known");

    KeyManagerFactory ours = KeyManagerFactory.getInstance("AzureKeyVault", store.getProvider());
    KeyManagerFactory jdk = KeyManagerFactory.getInstance("SunX509");
    for (KeyManagerFactory factory : new KeyManagerFactory[] {ours, jdk}) {
      factory.init(open(version), new char[0]);
      X509KeyManager manager = (X509KeyManager) factory.getKeyManagers()[0];
      String chosen = manager.chooseServerAlias("EC", null, null);
      assertThat(manager.getCertificateChain(chosen)).containsExactly(certificate);
      assertThat(manager.chooseServerAlias("RSA", null, null)).isNull();
    }
  }

  @Test
  void namesTheUnknownType() throws Exception {
    KeyStore store = open("2025-07-01");
    KeyFactory factory = factory(store);
    assertThatThrownBy(() -> factory.generatePrivate(VaultKeySpec.ofName("kty")))
        .isExactlyInstanceOf(InvalidKeySpecException.class)
        .hasMessageContaining("the type of the key, LMS-HSM, is not known");
    assertThatThrownBy(() -> factory.generatePrivate(VaultKeySpec.ofName("crv")))
        .isExactlyInstanceOf(InvalidKeySpecException.class)
        .hasMessageContaining("its curve P-1024 is unknown");
  }

  private KeyFactory factory(KeyStore store) throws Exception {
    Path file = folder.resolve("vault.properties");
    Files.write(file, hsm.file(hsm.server().accessToken()));
    return KeyFactory.getInstance("AzureKeyVault", store.getProvider().configure(file.toString()));
  }

  /** Also a known attribute with an unknown form of value. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"external_key\": true}",
        "{\"external_key\": {}}",
        "{\"external_key\": [1]}",
        "{\"key_size\": \"large\"}",
        "{\"key_size\": 3.5}",
        "{\"key_size\": 1000000}"
      })
  void aMalformedAttributeAffectsOnlyItsKey(String attributes) throws Exception {
    String seed =
        """
        {"keys": [{"name": "aes", "kty": "oct-HSM"},
                  {"name": "odd", "kty": "oct-HSM", "answers": {"attributes": %s}}]}
        """
            .formatted(attributes);
    try (OpenedVault odd = OpenedVault.managedHsm(seed)) {
      KeyStore store = odd.open("azure.keyvault.api-version=2026-07-01-preview");
      assertThat(aliases(store)).contains("aes");
      assertThat(store.getKey("aes", null)).isNotNull();
      assertThat(store.size()).isBetween(1, 2);
    }
  }
}
