package io.vaultjca.handle;

import io.vaultjca.key.KeyId;
import io.vaultjca.key.VaultKey;
import io.vaultjca.vault.RemoteKey;

/** A handle as this library sees it: with the operations of its key. */
public sealed interface KeyHandle extends VaultKey
    permits PrivateHandle, PublicHandle, SecretHandle {
  /** Returns the key's operations in its vault. */
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
