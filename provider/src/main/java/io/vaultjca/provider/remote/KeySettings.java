package io.vaultjca.provider.remote;

import io.vaultjca.config.ConnectionConfig.PublicKeyOperations;
import io.vaultjca.config.ConnectionConfig.VerifySignatures;
import io.vaultjca.config.VaultType;
import io.vaultjca.handle.KeyHandle;

/** What the configuration says of the vault that holds a key. */
public final class KeySettings {
  private KeySettings() {}

  /** Whether operations with a public key run in the JVM. */
  public static boolean publicKeyOperationsAreLocal(KeyHandle key) {
    return key.remote().publicKeyOperations() == PublicKeyOperations.LOCAL;
  }

  /**
   * Whether each signature of a key is verified before it is handed out, and not only the first.
   */
  public static boolean verifiesEachSignature(KeyHandle key) {
    return key.remote().verifySignatures() == VerifySignatures.ALWAYS;
  }

  /** Whether a Key Vault holds a key. */
  public static boolean isInKeyVault(KeyHandle key) {
    return key.remote().type() == VaultType.VAULT;
  }
}
