package io.vaultjca.handle;

import io.vaultjca.key.VaultSecretKey;
import io.vaultjca.vault.RemoteKey;
import java.util.OptionalInt;

/** A handle on a symmetric key in a vault. */
public final class SecretHandle extends OpaqueHandle implements KeyHandle, VaultSecretKey {
  private static final long serialVersionUID = 1L;

  /** In bits; 0 if unknown. */
  private final int size;

  SecretHandle(RemoteKey remote, int size) {
    super(remote, "AES");
    this.size = size;
  }

  @Override
  public OptionalInt size() {
    return size == 0 ? OptionalInt.empty() : OptionalInt.of(size);
  }
}
