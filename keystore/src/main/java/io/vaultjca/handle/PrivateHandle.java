package io.vaultjca.handle;

import io.vaultjca.key.VaultPrivateKey;

/** A handle on a private key. */
public sealed interface PrivateHandle extends KeyHandle, VaultPrivateKey
    permits RsaPrivateHandle, EcPrivateHandle, MlDsaPrivateHandle {
  @Override
  PublicHandle publicKey();

  /** Whether the vault has shown that it holds this key; who signs with it asks and tells. */
  ProofOfPossession proof();
}
