package io.vaultjca.conformance.malice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultjca.conformance.fixture.Gateway;
import io.vaultjca.conformance.fixture.KeyStoreFile;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two key stores in one JVM for the same host and port, whose challenge names another service. One
 * verifies the challenge, the other does not, and neither affects the other.
 */
class ChallengeOfTwoStoresTest {
  private final Provider provider = new AzureKeyVaultProvider();
  private VaultServer vault;
  private Gateway gateway;

  @BeforeEach
  void start() {
    vault = VaultServer.start();
    vault.seed("{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}");
    gateway = Gateway.to(vault);
  }

  @AfterEach
  void close() {
    gateway.close();
    vault.close();
  }

  @ParameterizedTest
  @CsvSource({
    "true, https://management.azure.com",
    "true, https://vault.azure.net",
    "true, https://managedhsm.azure.net",
    "false, https://management.azure.com",
    "false, https://vault.azure.net",
  })
  void verifyingStoreRefusesAfterTheOtherGotAToken(boolean application, String resource)
      throws Exception {
    gateway.challenge(request -> resource);
    use(lax(application).open(provider));
    assertRefuses(strict(application));
  }

  @ParameterizedTest
  @CsvSource({
    "true, https://management.azure.com",
    "true, https://vault.azure.net",
    "false, https://management.azure.com",
    "false, https://vault.azure.net",
  })
  void verifyingStoreRefusesBeforeAndAfterTheOther(boolean application, String resource)
      throws Exception {
    gateway.challenge(request -> resource);
    KeyStore first = strict(application).open(provider);
    assertRefuses(first);
    use(lax(application).open(provider));
    assertRefuses(strict(application));
    // An entry that this store has not read before.
    assertRefuses(catchThrowable(() -> first.getCertificate("other")));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void storeWithoutVerificationWorksWhileTheOtherRefuses(boolean application) throws Exception {
    gateway.challenge(request -> "https://management.azure.com");
    KeyStore lax = lax(application).open(provider);
    assertRefuses(strict(application));
    use(lax);
    assertRefuses(strict(application));
    use(lax);
    use(lax(application).open(provider));
  }

  private void assertRefuses(KeyStoreFile file) throws Exception {
    assertRefuses(file.open(provider));
  }

  private void assertRefuses(KeyStore store) {
    gateway.reset();
    assertRefuses(catchThrowable(() -> store.getCertificate("web")));
    assertRefuses(catchThrowable(store::aliases));
    assertRefuses(catchThrowable(() -> store.getKey("web", null)));
  }

  private void assertRefuses(Throwable refused) {
    assertThat(gateway.scopes()).as("scopes of requested tokens").isEmpty();
    assertThat(Gateway.withToken(gateway.received())).as("requests with a token").isEmpty();
    assertThat(refused)
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("azure.keyvault.disable-challenge-resource-verification");
  }

  private void use(KeyStore store) throws Exception {
    PrivateKey key = (PrivateKey) store.getKey("web", null);
    Signature signature = Signature.getInstance("SHA256withECDSA", provider);
    signature.initSign(key);
    signature.update((byte) 1);
    assertThat(signature.sign()).isNotEmpty();
    assertThat(Gateway.withToken(gateway.received())).isNotEmpty();
    gateway.reset();
  }

  private KeyStoreFile lax(boolean application) {
    return strict(application).withoutVerification();
  }

  private KeyStoreFile strict(boolean application) {
    KeyStoreFile file = KeyStoreFile.of(gateway.uri(), gateway.trusted());
    return application
        ? file.application(vault.identity(), gateway.uri())
        : file.with("access-token", vault.accessToken());
  }
}
