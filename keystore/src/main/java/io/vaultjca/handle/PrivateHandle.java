package io.vaultjca.handle;

import io.vaultjca.key.VaultPrivateKey;

/** A handle on a private key in a vault. */
public abstract sealed class PrivateHandle extends OpaqueHandle
    implements KeyHandle, VaultPrivateKey
    permits RsaPrivateHandle, EcPrivateHandle, MlDsaPrivateHandle {
  private static final long serialVersionUID = 1L;

  private final transient ProofOfPossession proof = new ProofOfPossession();

  PrivateHandle(PublicHandle publicKey) {
    super(publicKey.remote(), publicKey.getAlgorithm());
  }

  @Override
  public abstract PublicHandle publicKey();

  /** Returns whether the vault has proved that it holds this key. Code that signs maintains it. */
  public final ProofOfPossession proof() {
    return proof;
  }
}
