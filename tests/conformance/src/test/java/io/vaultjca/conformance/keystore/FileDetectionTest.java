package io.vaultjca.conformance.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** {@link KeyStore#getInstance(java.io.File, char[])} with the provider registered. */
@ResourceLock(TestVault.SHARED)
class FileDetectionTest {
  private static final String SEED =
      "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"},{\"name\":\"app\",\"kty\":\"EC\"}]}";

  @Test
  void theJdkDetectsTheTypeOfTheFile(@TempDir Path folder) throws Exception {
    try (OpenedVault vault = OpenedVault.with(SEED)) {
      Path file = vault.server().writeProperties(folder.resolve("vault.properties"));
      Provider provider = new AzureKeyVaultProvider();
      Security.addProvider(provider);
      try {
        KeyStore store = KeyStore.getInstance(file.toFile(), (char[]) null);
        assertThat(store.getType()).isEqualTo("AzureKeyVault");
        assertThat(store.size()).isEqualTo(2);
      } finally {
        Security.removeProvider(provider.getName());
      }
    }
  }
}
