package io.vaultjca.handle;

import io.vaultjca.key.KeyId;
import io.vaultjca.key.VaultKey;
import io.vaultjca.vault.RemoteKey;

/** A handle as the product sees it: with its operations. */
public sealed interface KeyHandle extends VaultKey
    permits PrivateHandle, PublicHandle, SecretHandle {
  /** The key's operations in its vault. */
  RemoteKey remote();

  @Override
  default KeyId id() {
    return remote().id();
  }

  @Override
  default boolean isExternal() {
    return remote().isExternal();
  }
}
