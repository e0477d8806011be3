package io.vaultjca.conformance.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.VaultException;
import io.vaultjca.conformance.fixture.Gateway;
import io.vaultjca.conformance.fixture.KeyStoreFile;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API version of each request, and the message if the vault does not support it. */
class ApiVersionTest {
  private final Provider provider = new AzureKeyVaultProvider();
  private VaultServer vault;

  @BeforeEach
  void start() {
    vault = VaultServer.start();
    vault.seed("{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}");
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void everyRequestCarriesTheVersionOf2025ByDefault() throws Exception {
    everyRequestNames("2025-07-01", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7.5", "2026-03-01-preview"})
  void everyRequestCarriesTheConfiguredVersion(String version) throws Exception {
    everyRequestNames(version, version);
  }

  /** Lists, reads, signs and writes. */
  private void everyRequestNames(String version, String configured) throws Exception {
    try (Gateway gateway = Gateway.to(vault)) {
      KeyStore store = file(gateway).with("api-version", configured).open(provider);
      assertThat(Collections.list(store.aliases())).containsExactly("web");
      PrivateKey key = (PrivateKey) store.getKey("web", null);
      Signature signature = Signature.getInstance("SHA256withECDSA", provider);
      signature.initSign(key);
      assertThat(signature.sign()).isNotEmpty();
      store.deleteEntry("web");
      store.store(null, null);
      assertThat(gateway.received())
          .hasSizeGreaterThan(4)
          .anyMatch(request -> request.method().equals("DELETE"))
          .allSatisfy(request -> assertThat(request.query()).containsEntry("api-version", version));
    }
  }

  private KeyStoreFile file(Gateway gateway) {
    return KeyStoreFile.of(gateway.uri(), gateway.trusted())
        .withoutVerification()
        .with("access-token", vault.accessToken());
  }

  @Test
  void namesTheSettingIfTheVaultDoesNotSupportTheVersion() throws Exception {
    vault
        .faults()
        .inject(
            "certificates/list",
            1,
            Fault.body(
                400,
                """
                {"error":{"code":"BadParameter","message":"The specified version (2026-04-01) is \
                not recognized. Consider using the latest supported version (2025-07-01)."}}"""));
    KeyStore store =
        KeyStoreFile.of(vault)
            .with("access-token", vault.accessToken())
            .with("api-version", "2026-03-01-preview")
            .open(provider);
    assertThatThrownBy(store::aliases)
        .hasMessageContaining("Consider using the latest supported version (2025-07-01).")
        .hasMessageEndingWith(
            """
             Set azure.keyvault.api-version, which is 2026-03-01-preview, to a version that this \
            vault knows.""")
        .cause()
        .isInstanceOfSatisfying(
            VaultException.class,
            e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.BAD_REQUEST));
  }
}
