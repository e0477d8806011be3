package io.vaultjca.benchmarks;

import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;

/** The vault as this project's key store, opened from a file as programs do. */
final class OurKeyStore {
  private OurKeyStore() {}

  static Provider provider() {
    return new AzureKeyVaultProvider();
  }

  /**
   * Opens the vault.
   *
   * @param lines further lines of the key store file
   */
  static KeyStore open(VaultAccess vault, Provider provider, String... lines)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("AzureKeyVault", provider);
    store.load(
        new ByteArrayInputStream(vault.keyStoreFile(lines).getBytes(StandardCharsets.UTF_8)), null);
    return store;
  }
}
