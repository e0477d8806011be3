package io.vaultjca.key;

import io.vaultjca.vault.KeyId;
import io.vaultjca.vault.RemoteKey;
import java.security.Key;

/**
 * A handle on a key that stays in its vault.
 *
 * <p>Immutable and safe for use by several threads. A handle carries the key's version, so a
 * rotation does not change it. {@link Object#toString()} is the kid.
 */
public sealed interface VaultKey extends Key
    permits VaultPrivateKey, VaultPublicKey, VaultSecretKey {
  /**
   * Which key this is.
   *
   * @return its identifier, with the version
   */
  default KeyId id() {
    return remote().id();
  }

  /**
   * The key's operations in its vault.
   *
   * @return the operations; calling one sends a request
   */
  RemoteKey remote();
}
