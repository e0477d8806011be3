package io.vaultjca.provider.remote;

import io.vaultjca.key.VaultKey;
import io.vaultjca.vault.ConnectionConfig;
import io.vaultjca.vault.ConnectionConfig.PublicKeyOperations;
import io.vaultjca.vault.VaultType;

/** What the configuration says of the vault that holds a key. */
public final class KeySettings {
  private KeySettings() {}

  /**
   * Whether operations with a public key run in the JVM.
   *
   * @param key a key in a vault
   * @return whether the configuration wants that
   */
  public static boolean publicKeyOperationsAreLocal(VaultKey key) {
    return of(key).publicKeyOperations() == PublicKeyOperations.LOCAL;
  }

  /**
   * Whether a Key Vault holds a key.
   *
   * @param key a key in a vault
   * @return false for a key in a Managed HSM
   */
  public static boolean isInKeyVault(VaultKey key) {
    return of(key).type() == VaultType.VAULT;
  }

  private static ConnectionConfig of(VaultKey key) {
    return key.remote().vault().config();
  }
}
